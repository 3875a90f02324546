import Stripe from 'stripe';
import { Customer } from './support/customer.js';
import { passUntil } from './support/time.js';
import { calm, describeWithControls, eventually, itWithControls, vendors } from './support/world.js';
import { sandbox } from '../support/sandbox-control.js';

const { hostname, port } = new URL(vendors.stripe);
const stripe = new Stripe('sk_test_sandbox', { host: hostname, port: Number(port), protocol: 'http' });

afterEach(calm);

interface Preview {
  kind: string;
  amountDueCents: number;
  prorationDate: number | null;
  nextChargeCents: number | null;
  nextChargeAt: string | null;
  lines: { amountCents: number }[];
  channels: { mustChoose: boolean; options: { id: string }[] };
}

async function subscribed(plan = 'pro', card?: string): Promise<Customer> {
  const customer = await Customer.register();
  const { sessionId, url } = await customer.checkout(plan);
  expect((await customer.pay(url, card)).status).toBe(303);
  await eventually(async () => {
    const { body } = await customer.call('get', `/api/checkout/${sessionId}`).expect(200);
    return body.status === 'active';
  }, 'the subscription becoming active');
  return customer;
}

const preview = async (customer: Customer, plan: string): Promise<Preview> =>
  (await customer.call('post', '/api/user/subscription/preview').send({ plan }).expect(200)).body;

const change = (customer: Customer, body: object) =>
  customer.call('post', '/api/user/subscription/change').send(body);

/** Previews and accepts what was previewed. */
async function moveTo(customer: Customer, plan: string) {
  const { prorationDate, amountDueCents } = await preview(customer, plan);
  return change(customer, { plan, prorationDate: prorationDate ?? undefined, amountDueCents }).expect(200);
}

/** What Stripe has of a customer, found as staff would find it. */
async function atStripe(customer: Customer) {
  const support = await Customer.staff('support');
  const { body } = await support.call('get', `/api/admin/customers/${customer.id}/billing`).expect(200);
  const customerId: string = body.links?.stripeCustomerId ?? body.stripeCustomerId;
  const subscriptions = await stripe.subscriptions.list({ customer: customerId, status: 'all', limit: 100 });
  const invoices = await stripe.invoices.list({ customer: customerId, limit: 100 });
  return { customerId, subscriptions: subscriptions.data, invoices: invoices.data };
}

const mailsWith = async (customer: Customer, words: RegExp) =>
  (await customer.mails()).filter(({ subject }) => words.test(subject));

describe('changing the plan', () => {
  it('an upgrade charges what the preview said, to the cent, and shows the invoice', async () => {
    const customer = await subscribed('starter');
    const quote = await preview(customer, 'power');
    expect(quote).toMatchObject({ kind: 'upgrade', nextChargeCents: 4000 });
    expect(quote.lines.reduce((sum, line) => sum + line.amountCents, 0)).toBe(quote.amountDueCents);
    const { body } = await change(customer, {
      plan: 'power',
      prorationDate: quote.prorationDate,
      amountDueCents: quote.amountDueCents,
    }).expect(200);
    expect(body).toMatchObject({ status: 'done', payUrl: null });
    expect(body.subscription).toMatchObject({ plan: { name: 'power' }, priceCents: 4000 });
    const { body: invoices } = await customer.call('get', '/api/user/invoices').expect(200);
    expect(invoices.items[0]).toMatchObject({ status: 'paid', amountPaidCents: quote.amountDueCents });
    const { body: next } = await customer.call('get', '/api/user/subscription/next-charge').expect(200);
    expect(next).toMatchObject({ amountCents: quote.nextChargeCents, at: quote.nextChargeAt });
    await eventually(
      async () => (await mailsWith(customer, /Your Power plan is active/)).length === 1,
      'the mail',
    );
  });

  it('an amount nobody agreed to is not charged: the new figures come back instead', async () => {
    const customer = await subscribed('starter');
    const { prorationDate, amountDueCents } = await preview(customer, 'pro');
    const { body } = await change(customer, {
      plan: 'pro',
      prorationDate,
      amountDueCents: amountDueCents - 100,
    }).expect(409);
    expect(body).toMatchObject({ errorCode: 'quote_outdated', preview: { amountDueCents } });
    expect((await atStripe(customer)).invoices).toHaveLength(1);
    expect(await customer.subscription()).toMatchObject({ plan: { name: 'starter' } });
  });

  it('ten clicks at once, through every process, charge once', async () => {
    const customer = await subscribed('starter');
    const { prorationDate, amountDueCents } = await preview(customer, 'power');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => change(customer, { plan: 'power', prorationDate, amountDueCents })),
    );
    for (const { status, body } of answers) {
      if (status !== 200) expect(['plan_unchanged', 'change_in_progress']).toContain(body.errorCode);
    }
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    await customer.untilSubscription({ priceCents: 4000 }, 'the upgrade');
    const { subscriptions, invoices } = await atStripe(customer);
    expect(subscriptions).toHaveLength(1);
    expect(invoices).toHaveLength(2);
  });

  it('ten cancels at once are one, and can be undone', async () => {
    const customer = await subscribed('pro');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => customer.call('post', '/api/user/subscription/cancel').send({})),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(await customer.subscription()).toMatchObject({ cancelAtPeriodEnd: true, live: true });
    const { body } = await customer.call('post', '/api/user/subscription/resume').send({}).expect(200);
    expect(body).toMatchObject({ cancelAtPeriodEnd: false, live: true });
    const nothing = await subscribed('starter');
    const refused = await nothing.call('post', '/api/user/subscription/resume').send({}).expect(409);
    expect(refused.body.errorCode).toBe('nothing_to_resume');
  });

  it('a bank that wants to be asked is asked on Stripe’s page; until then the plan stays', async () => {
    const customer = await subscribed('starter', '4242424242424242');
    const { customerId } = await atStripe(customer);
    const method = await stripe.paymentMethods.attach('pm_card_authenticationRequired', {
      customer: customerId,
    });
    await stripe.customers.update(customerId, { invoice_settings: { default_payment_method: method.id } });
    const [subscription] = (await atStripe(customer)).subscriptions;
    await stripe.subscriptions.update(subscription?.id ?? '', { default_payment_method: method.id });
    const { body } = await moveTo(customer, 'pro');
    expect(body).toMatchObject({
      status: 'awaiting_payment',
      payUrl: expect.stringContaining('http'),
      subscription: { plan: { name: 'starter' }, awaitingPayment: { plan: { name: 'pro' } } },
    });
  });

  it('refuses what makes no sense, with what to do instead', async () => {
    const nobody = await Customer.register();
    const none = await nobody
      .call('post', '/api/user/subscription/preview')
      .send({ plan: 'pro' })
      .expect(409);
    expect(none.body).toMatchObject({ errorCode: 'subscription_required', link: '/pricing' });
    const customer = await subscribed('pro');
    const same = await change(customer, { plan: 'pro' }).expect(409);
    expect(same.body.errorCode).toBe('plan_unchanged');
    await change(customer, { plan: 'business' }).expect(400);
    await change(customer, { plan: 'power', prorationDate: 1_700_000_000_000 }).expect(400);
    expect((await atStripe(customer)).subscriptions).toHaveLength(1);
  });
});

describeWithControls('the life of a subscription', () => {
  it('a downgrade waits for the period’s end, keeps the chosen channel, and gives it back on upgrade', async () => {
    const customer = await subscribed('pro');
    for (const body of [{ kind: 'web' }, { kind: 'telegram', token: telegramToken() }]) {
      await customer.call('post', '/api/user/channels').send(body).expect(201);
    }
    const quote = await preview(customer, 'starter');
    expect(quote).toMatchObject({ kind: 'downgrade', amountDueCents: 0, channels: { mustChoose: true } });
    const refused = await change(customer, { plan: 'starter' }).expect(409);
    expect(refused.body.errorCode).toBe('channels_choice_required');
    const foreign = await change(customer, { plan: 'starter', keepChannels: ['chn_of_another'] }).expect(409);
    expect(foreign.body.detail).toContain('not one of your channels');
    const [, telegram] = quote.channels.options;
    const { body } = await change(customer, { plan: 'starter', keepChannels: [telegram?.id] }).expect(200);
    expect(body).toMatchObject({
      status: 'scheduled',
      subscription: { plan: { name: 'pro' }, nextPlan: { name: 'starter' }, priceCents: 3000 },
    });

    await passUntil(body.subscription.currentPeriodEnd);
    await customer.signInAgain();
    await customer.untilSubscription({ priceCents: 2000 }, 'the downgrade');
    const { invoices } = await atStripe(customer);
    expect(invoices.map(({ total }) => total)).toEqual([2000, 3000]);
    const channels = await eventually(async () => {
      const seen = (await customer.call('get', '/api/user/channels').expect(200)).body.channels;
      return seen.some(({ status }: { status: string }) => status === 'paused') && seen;
    }, 'the pause');
    expect(channels).toEqual([
      expect.objectContaining({ kind: 'web', status: 'paused' }),
      expect.objectContaining({ id: telegram?.id, status: 'active' }),
    ]);

    await moveTo(customer, 'pro');
    await eventually(async () => {
      const seen = (await customer.call('get', '/api/user/channels').expect(200)).body.channels;
      return seen.every(({ status }: { status: string }) => status === 'active');
    }, 'the channel coming back');
  }, 240_000);

  it('a late payment is said once, stops the agent after 14 days, and paying brings it back', async () => {
    const customer = await subscribed('pro', '4000000000000341');
    await customer.connectKey();
    await customer.provision();
    await passUntil(String((await customer.subscription())['currentPeriodEnd']));
    await customer.signInAgain();
    const late = await customer.untilSubscription({ service: 'payment_late' }, 'the failed renewal');
    expect(late).toMatchObject({ status: 'past_due', live: true, payUrl: expect.stringContaining('http') });
    await eventually(async () => (await mailsWith(customer, /payment/i)).length === 1, 'one mail');
    await customer.call('post', '/api/user/machine/restart').expect(202);

    await passUntil(String(late['suspendsAt']), 3600);
    await customer.signInAgain();
    const suspended = await customer.untilSubscription({ service: 'suspended' }, 'the suspension');
    await eventually(async () => {
      const { body } = await customer.call('get', '/api/user/machine').expect(200);
      return body.suspended === 'payment';
    }, 'the machine standing still');
    const refused = await customer.call('post', '/api/user/machine/restart').expect(402);
    expect(refused.body).toMatchObject({ errorCode: 'payment_overdue', link: '/settings/billing' });
    const before = await customer.mails();

    await payInvoice(String(suspended['payUrl']));
    await customer.untilSubscription({ service: 'running', status: 'active' }, 'the payment');
    await eventually(async () => {
      const { body } = await customer.call('get', '/api/user/machine').expect(200);
      return body.suspended === null && body.state === 'awake';
    }, 'the agent coming back');
    const subjects = (await customer.mails()).map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(subjects.length).toBeGreaterThanOrEqual(before.length);
  }, 240_000);

  it('a cancelled customer keeps the agent to the last day and finds it again after coming back', async () => {
    const customer = await subscribed('pro');
    await customer.connectKey();
    await customer.provision();
    const machineOf = async () => {
      const support = await Customer.staff('support');
      return (await support.call('get', `/api/admin/customers/${customer.id}`).expect(200)).body.machine;
    };
    const { machineId } = await machineOf();
    const { body } = await customer.call('post', '/api/user/subscription/cancel').send({}).expect(200);
    expect(body).toMatchObject({ cancelAtPeriodEnd: true, service: 'running' });
    await passUntil(body.currentPeriodEnd);
    await customer.signInAgain();
    await customer.untilSubscription({ service: 'ended', live: false }, 'the end');
    await eventually(async () => {
      const { body: machine } = await customer.call('get', '/api/user/machine').expect(200);
      return machine.suspended === 'ended';
    }, 'the machine standing still');
    await customer.subscribe('starter');
    await eventually(async () => {
      const { body: machine } = await customer.call('get', '/api/user/machine').expect(200);
      return machine.suspended === null;
    }, 'the machine coming back');
    expect((await machineOf()).machineId).toBe(machineId);
  }, 240_000);

  it('webhooks that never came are found and repaired, and an event can be replayed', async () => {
    const customer = await subscribed('starter');
    const { subscriptions } = await atStripe(customer);
    await sandbox.webhooks(vendors.stripe, { mode: 'drop' });
    await stripe.subscriptions.update(subscriptions[0]?.id ?? '', { cancel_at_period_end: true });
    await sandbox.webhooks(vendors.stripe, { mode: 'normal' });

    const admin = await Customer.staff('admin');
    await once(() => admin.call('post', '/api/admin/billing/drift/run').send({}));
    const drift = await eventually(async () => {
      const { body } = await admin.call('get', '/api/admin/billing/drift').expect(200);
      return body.running === null && JSON.stringify(body).includes(subscriptions[0]?.id ?? '') && body;
    }, 'the finding');
    expect(drift.findings).toContainEqual(
      expect.objectContaining({ repair: 'take-in-event', repairedAt: null }),
    );
    const support = await Customer.staff('support');
    await support.call('post', '/api/admin/billing/drift/repair').send({ reason: 'no' }).expect(403);
    await once(() =>
      admin.call('post', '/api/admin/billing/drift/repair').send({ reason: 'webhooks were lost' }),
    );
    await customer.untilSubscription({ cancelAtPeriodEnd: true }, 'the repair');

    const events = await eventually(async () => {
      const { body } = await support
        .call('get', `/api/admin/billing/events?customer=${customer.id}`)
        .expect(200);
      return body.items.length > 0 && body;
    }, 'an event of this customer');
    const [event] = events.items;
    await support
      .call('post', `/api/admin/billing/events/${event.id}/replay`)
      .send({ reason: 'x' })
      .expect(403);
    await admin
      .call('post', `/api/admin/billing/events/${event.id}/replay`)
      .send({ reason: 'to see it again' })
      .expect(202);
    await eventually(async () => {
      const { body } = await support.call('get', `/api/admin/billing/events/${event.id}`).expect(200);
      return body.attempts >= 2 && body.status === 'processed';
    }, 'the second attempt');
  }, 240_000);
});

describe('Stripe in trouble', () => {
  itWithControls('acting and dropping the connection in the middle of an upgrade charges once', async () => {
    const customer = await subscribed('starter');
    const quote = await preview(customer, 'power');
    await sandbox.fault(vendors.stripe, {
      method: 'POST',
      route: '/v1/subscriptions/:id',
      times: 1,
      fault: { dropAfter: true },
    });
    await change(customer, {
      plan: 'power',
      prorationDate: quote.prorationDate,
      amountDueCents: quote.amountDueCents,
    });
    await customer.untilSubscription({ priceCents: 4000 }, 'the upgrade');
    const { invoices } = await atStripe(customer);
    expect(invoices.map(({ amount_paid }) => amount_paid).sort()).toEqual(
      [2000, quote.amountDueCents].sort(),
    );
  });

  itWithControls('being down is said so, and nothing is half done afterwards', async () => {
    const customer = await subscribed('starter');
    await sandbox.fault(vendors.stripe, { route: '/v1/', times: null, fault: { status: 503 } });
    const { body } = await customer
      .call('post', '/api/user/subscription/preview')
      .send({ plan: 'pro' })
      .expect(503);
    expect(body.errorCode).toBe('billing_unavailable');
    await sandbox.clearFaults(vendors.stripe);
    await moveTo(customer, 'pro');
    await customer.untilSubscription({ priceCents: 3000 }, 'the upgrade');
  });
});

/** One comparison at a time: the hourly one may be running just now. */
async function once(ask: () => ReturnType<Customer['call']>): Promise<void> {
  await eventually(async () => {
    const { status, body } = await ask();
    if (status === 409) expect(body.errorCode).toBe('reconcile_busy');
    else expect(status).toBe(202);
    return status === 202;
  }, 'the comparison');
}

let bots = 0;
/** A bot of its own for every test: one bot serves one agent. */
function telegramToken(): string {
  bots += 1;
  return `${Date.now() % 1_000_000_000}${bots}:AAE2e${'x'.repeat(30)}`;
}

/** Pays on Stripe's page of an open invoice with a good card. */
async function payInvoice(url: string): Promise<void> {
  const answer = await fetch(`${url}/pay`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      cardNumber: '4242424242424242',
      cardExpiry: '12 / 40',
      cardCvc: '123',
      billingName: 'Kim Example',
    }),
  });
  if (answer.status >= 400) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}
