import { sandbox } from '../support/sandbox-control.js';
import { billingOf, idsOf, stripe, subscribed, SUBSCRIPTION } from './support/billing.js';
import { Customer } from './support/customer.js';
import { passTime } from './support/time.js';
import { calm, describeWithControls, eventually, vendors } from './support/world.js';

afterEach(calm);

interface Act {
  name: string;
  /** Brings the customer to where the act is possible; answers with the request. */
  prepare: () => Promise<{ customer: Customer; ask: () => ReturnType<Customer['call']> }>;
  /** What the customer finds once Stripe is back and two minutes have passed. */
  heals?: (customer: Customer) => Promise<void>;
  /** Holds even when Stripe never heard of it: it is written down. */
  written?: 'always' | 'once begun';
}

const ACTS: Act[] = [
  {
    name: 'checkout',
    prepare: async () => {
      const customer = await Customer.register();
      return { customer, ask: () => customer.call('post', '/api/checkout').send({ plan: 'pro' }) };
    },
    heals: (customer) => customer.subscribe('pro'),
  },
  {
    name: 'preview',
    prepare: async () => {
      const customer = await subscribed('starter');
      return { customer, ask: () => customer.call('post', `${SUBSCRIPTION}/preview`).send({ plan: 'pro' }) };
    },
  },
  {
    name: 'upgrade',
    prepare: async () => {
      const customer = await subscribed('starter');
      const { body } = await customer
        .call('post', `${SUBSCRIPTION}/preview`)
        .send({ plan: 'power' })
        .expect(200);
      const { prorationDate, amountDueCents } = body;
      const wish = { plan: 'power', prorationDate, amountDueCents };
      return { customer, ask: () => customer.call('post', `${SUBSCRIPTION}/change`).send(wish) };
    },
  },
  {
    name: 'downgrade',
    prepare: async () => {
      const customer = await subscribed('power');
      return {
        customer,
        ask: () => customer.call('post', `${SUBSCRIPTION}/change`).send({ plan: 'starter' }),
      };
    },
  },
  {
    name: 'cancel',
    written: 'always',
    prepare: async () => {
      const customer = await subscribed('pro');
      const words = { reason: 'too_expensive', comment: 'Maybe next year — “really”.' };
      return { customer, ask: () => customer.call('post', `${SUBSCRIPTION}/cancel`).send(words) };
    },
    heals: async (customer) => {
      await customer.untilSubscription({ cancelAtPeriodEnd: true, live: true }, 'the cancellation');
      const { cancellation_details: details } = await stripe.subscriptions.retrieve(
        (await idsOf(customer)).id,
      );
      expect(details).toMatchObject({ feedback: 'too_expensive', comment: 'Maybe next year — “really”.' });
    },
  },
  {
    name: 'resume',
    prepare: async () => {
      const customer = await subscribed('pro');
      await customer.call('post', `${SUBSCRIPTION}/cancel`).send({}).expect(200);
      return { customer, ask: () => customer.call('post', `${SUBSCRIPTION}/resume`).send({}) };
    },
    heals: async (customer) => {
      await customer.call('post', `${SUBSCRIPTION}/resume`).send({}).expect(200);
      expect(await customer.subscription()).toMatchObject({ cancelAtPeriodEnd: false, live: true });
    },
  },
  {
    name: 'portal',
    prepare: async () => {
      const customer = await subscribed('starter');
      return { customer, ask: () => customer.call('post', '/api/billing/portal').send({}) };
    },
  },
  {
    name: 'invoices',
    prepare: async () => {
      const customer = await subscribed('starter');
      return { customer, ask: () => customer.call('get', '/api/user/invoices') };
    },
  },
  {
    name: 'next charge',
    prepare: async () => {
      const customer = await subscribed('starter');
      return { customer, ask: () => customer.call('get', `${SUBSCRIPTION}/next-charge`) };
    },
  },
];

/** Every request of a customer meets the same trouble at once; answers come back with how long they took. */
async function meet(fault: Parameters<typeof sandbox.fault>[1]['fault']) {
  const prepared = await Promise.all(ACTS.map(async (act) => ({ act, ...(await act.prepare()) })));
  await sandbox.fault(vendors.stripe, { route: '/v1/', times: null, fault });
  const met = await Promise.all(
    prepared.map(async ({ act, customer, ask }) => {
      const started = performance.now();
      const { status, body, headers } = await ask();
      return { act, customer, status, body, headers, ms: performance.now() - started };
    }),
  );
  await sandbox.clearFaults(vendors.stripe);
  return met;
}

describeWithControls('Stripe in trouble, whatever a customer is doing', () => {
  it.each([
    ['answers 500', { status: 500 }, 20_000],
    ['answers 503', { status: 503 }, 20_000],
    ['asks to slow down', { status: 429 }, 20_000],
    ['breaks off before acting', { dropBefore: true }, 20_000],
    ['breaks off after acting', { dropAfter: true }, 20_000],
    ['hangs for 90 s', { delayMs: 90_000 }, 30_000],
  ])(
    'when it %s everybody is told what to do, in time, and nothing is left half done',
    async (_how, fault, withinMs) => {
      const met = await meet(fault);
      for (const { act, status, body, headers, ms } of met) {
        expect({ act: act.name, status, errorCode: body.errorCode }).toEqual({
          act: act.name,
          status: 503,
          errorCode: 'billing_unavailable',
        });
        expect({ act: act.name, inTime: ms < withinMs, ms }).toMatchObject({ inTime: true });
        expect(body.detail).toMatch(/try again|written down and will be carried out/i);
        expect(body.detail).toMatch(/nothing is ever charged twice/);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
        expect(JSON.stringify(body)).not.toMatch(/sk_test|stack|at .*\.js|api_error|ECONN/);
        if (act.written === 'always') expect(body.detail).toContain('written down');
      }

      // Whatever was written down is carried out by its job, without anybody asking.
      await passTime(150);
      for (const { act, customer } of met) {
        await customer.signInAgain();
        await act.heals?.(customer);
        const { subscriptions, stripeCustomerId: customerId } = await eventually(async () => {
          const billing = await billingOf(customer);
          const open = billing.changes.some((change: { status: string }) => change.status === 'requested');
          return !open && billing;
        }, `the ${act.name} being carried out`);
        expect({ act: act.name, live: subscriptions.length }).toEqual({ act: act.name, live: 1 });
        const { data } = await stripe.invoices.list({ customer: customerId, limit: 100 });
        // One for the subscription; a second one only for an upgrade that was carried out after all.
        expect(data.length).toBeLessThanOrEqual(act.name === 'upgrade' ? 2 : 1);
      }
    },
    150_000,
  );

  it('a change that waits is not passed off as the one just asked for', async () => {
    const customer = await subscribed('starter');
    const { body: quote } = await customer
      .call('post', `${SUBSCRIPTION}/preview`)
      .send({ plan: 'pro' })
      .expect(200);
    const { prorationDate, amountDueCents } = quote;
    // Stripe can be read and not be written to.
    await sandbox.fault(vendors.stripe, {
      method: 'POST',
      route: '/v1/subscriptions/:id',
      times: null,
      fault: { dropBefore: true },
    });
    const change = (body: object) => customer.call('post', `${SUBSCRIPTION}/change`).send(body);
    const first = await change({ plan: 'pro', prorationDate, amountDueCents }).expect(503);
    expect(first.body.detail).toContain('Your upgrade is written down');
    const second = await change({ plan: 'power', prorationDate, amountDueCents }).expect(503);
    expect(second.body.detail).toContain('what you asked for now was not');
    // Leaving is never made to wait for something else.
    const left = await customer.call('post', `${SUBSCRIPTION}/cancel`).send({}).expect(503);
    expect(left.body.detail).toContain('Your cancellation is written down');
    await sandbox.clearFaults(vendors.stripe);
    await passTime(150);
    await customer.signInAgain();
    await customer.untilSubscription({ cancelAtPeriodEnd: true, priceCents: 2000 }, 'the cancellation');
    const rows = await eventually(async () => {
      const { changes } = await billingOf(customer);
      const words = changes.map(({ kind, status }: { kind: string; status: string }) => `${kind} ${status}`);
      return !words.some((row: string) => row.endsWith('requested')) && words;
    }, 'the rows being settled');
    expect(rows).toEqual(['cancel done', 'upgrade superseded']);
  }, 90_000);

  it('webhooks wait for it, whatever they are about, and are carried out when it is back', async () => {
    const customer = await subscribed('pro');
    const { id } = await idsOf(customer);
    await sandbox.webhooks(vendors.stripe, { mode: 'hold' });
    await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    await sandbox.fault(vendors.stripe, { route: '/v1/', times: null, fault: { status: 500 } });
    await sandbox.releaseWebhooks(vendors.stripe);
    const support = await Customer.staff('support');
    const events = async (status: string) =>
      (await support.call('get', `/api/admin/billing/events?status=${status}&customer=${customer.id}`)).body
        .items;
    await eventually(
      async () => (await events('pending')).some(({ attempts }: { attempts: number }) => attempts > 0),
      'an attempt',
    );
    expect(await events('failed')).toEqual([]);
    await sandbox.clearFaults(vendors.stripe);
    await passTime(60);
    await customer.signInAgain();
    await customer.untilSubscription({ cancelAtPeriodEnd: true }, 'the webhook');
  }, 90_000);
});
