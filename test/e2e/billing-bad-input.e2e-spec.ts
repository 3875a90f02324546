import Stripe from 'stripe';
import { sandbox } from '../support/sandbox-control.js';
import { billingOf, idsOf, stripe, subscribed, SUBSCRIPTION } from './support/billing.js';
import { Customer } from './support/customer.js';
import { productNow } from './support/time.js';
import { api, calm, describeWithControls, eventually, vendors, webhookSecret } from './support/world.js';

afterEach(calm);

async function timelineOf(customer: Customer): Promise<string[]> {
  const support = await Customer.staff('support');
  const { body } = await support.call('get', `/api/admin/customers/${customer.id}`).expect(200);
  return body.timeline.map(({ kind }: { kind: string }) => kind);
}

async function priceAt(unit_amount: number, currency = 'usd'): Promise<string> {
  const product = await stripe.products.create({ name: 'Something else' });
  const recurring = { interval: 'month' as const };
  return (await stripe.prices.create({ product: product.id, unit_amount, currency, recurring })).id;
}

/** A customer known at Stripe who has paid for nothing. */
async function lookingAround(): Promise<{ customer: Customer; customerId: string }> {
  const customer = await Customer.register();
  await customer.checkout('pro');
  const customerId: string = (await billingOf(customer)).stripeCustomerId;
  const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customerId });
  await stripe.customers.update(customerId, { invoice_settings: { default_payment_method: method.id } });
  return { customer, customerId };
}

describeWithControls('what should not be at Stripe and is', () => {
  it.each([
    ['a price of nobody', async () => priceAt(777), 777],
    ['a price of nothing', async () => priceAt(0), 0],
  ])('%s gives no plan, is told once, and can be left', async (_what, makePrice, cents) => {
    const customer = await subscribed('pro');
    const { id, itemId } = await idsOf(customer);
    const price = await makePrice();
    await stripe.subscriptions.update(id, { items: [{ id: itemId, price }], proration_behavior: 'none' });
    const seen = await customer.untilSubscription({ priceCents: cents }, 'the price');
    expect(seen).toMatchObject({ live: true, status: 'active', plan: null, catalogue: null });
    // Another event, another reading: nothing is told twice.
    await stripe.subscriptions.update(id, { metadata: { touched: 'yes' } });
    await eventually(async () => {
      const { events } = await billingOf(customer);
      return events.every(({ status }: { status: string }) => status !== 'pending') && events.length > 3;
    }, 'the events');
    expect((await timelineOf(customer)).filter((kind) => kind === 'billing.price_unknown')).toHaveLength(1);
    const { attention } = await billingOf(customer);
    expect(attention.filter(({ kind }: { kind: string }) => kind === 'billing.price_unknown')).toHaveLength(
      1,
    );

    for (const path of ['preview', 'change']) {
      const { body } = await customer
        .call('post', `${SUBSCRIPTION}/${path}`)
        .send({ plan: 'power' })
        .expect(409);
      expect(body).toMatchObject({ errorCode: 'plan_change_refused', link: '/settings/billing' });
      expect(body.detail).toContain('Write to us');
    }
    await customer.call('get', `${SUBSCRIPTION}/next-charge`).expect(200);
    await customer.call('get', '/api/user/invoices').expect(200);
    const { body } = await customer.call('post', `${SUBSCRIPTION}/cancel`).send({}).expect(200);
    expect(body.cancelAtPeriodEnd).toBe(true);
  });

  it('two of it are one plan and a word to the staff', async () => {
    const customer = await subscribed('pro');
    const { id, itemId } = await idsOf(customer);
    await stripe.subscriptions.update(id, { items: [{ id: itemId, quantity: 2 }] });
    await eventually(
      async () => (await timelineOf(customer)).includes('billing.quantity_unexpected'),
      'the word',
    );
    expect(await customer.subscription()).toMatchObject({ live: true, plan: { name: 'pro' } });
    const { body } = await customer
      .call('post', `${SUBSCRIPTION}/change`)
      .send({ plan: 'starter' })
      .expect(409);
    expect(body.errorCode).toBe('plan_change_refused');
  });

  it('two prices on one subscription are no plan', async () => {
    const customer = await subscribed('starter');
    const { id } = await idsOf(customer);
    await stripe.subscriptions.update(id, { items: [{ price: await priceAt(500) }] });
    await customer.untilSubscription({ plan: null }, 'the second item');
    const { body } = await customer.call('post', `${SUBSCRIPTION}/preview`).send({ plan: 'pro' }).expect(409);
    expect(body.errorCode).toBe('plan_change_refused');
    await customer.call('post', `${SUBSCRIPTION}/cancel`).send({}).expect(200);
  });

  it('euros buy no plan of ours, whatever the price is called', async () => {
    const { customer, customerId } = await lookingAround();
    await stripe.subscriptions.create({
      customer: customerId,
      items: [{ price: await priceAt(3000, 'eur') }],
      metadata: { user_id: customer.id, plan: 'power' },
    });
    await customer.untilSubscription({ live: true, plan: null }, 'the subscription');
    expect(await timelineOf(customer)).toContain('billing.foreign_currency');
    const refused = await customer.call('post', '/api/checkout').send({ plan: 'pro' }).expect(409);
    expect(refused.body.errorCode).toBe('already_subscribed');
  });

  it("somebody else's subscription gives nothing, even when it names our customer", async () => {
    const customer = await Customer.register();
    const stranger = await stripe.customers.create({
      email: customer.email,
      metadata: { user_id: customer.id },
    });
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: stranger.id });
    await stripe.customers.update(stranger.id, { invoice_settings: { default_payment_method: method.id } });
    const { data } = await stripe.prices.list({ lookup_keys: ['automna_byok_power_monthly'], limit: 1 });
    const subscription = await stripe.subscriptions.create({
      customer: stranger.id,
      items: [{ price: data[0]?.id ?? '' }],
      metadata: { user_id: customer.id },
    });
    const support = await Customer.staff('support');
    const event = await eventually(async () => {
      const { body } = await support.call(
        'get',
        `/api/admin/billing/events?customer=${stranger.id}&status=processed`,
      );
      return body.items.find(({ objectId }: { objectId: string }) => objectId === subscription.id);
    }, 'the event');
    expect(event.outcome).toContain('belongs to no customer of ours');
    expect(await customer.subscription()).toMatchObject({ status: 'none', live: false });
  });

  it('a customer deleted at Stripe loses the subscription and can begin again', async () => {
    const customer = await subscribed('pro');
    const { customerId } = await idsOf(customer);
    await stripe.customers.del(customerId);
    await customer.untilSubscription({ service: 'ended', live: false }, 'the end');
    for (const [path, body] of [
      ['preview', { plan: 'power' }],
      ['change', { plan: 'power' }],
      ['cancel', {}],
      ['resume', {}],
    ] as const) {
      const refused = await customer.call('post', `${SUBSCRIPTION}/${path}`).send(body).expect(409);
      expect(refused.body).toMatchObject({ errorCode: 'subscription_required', link: '/pricing' });
    }
    await eventually(async () => {
      const { body: page } = await customer.call('get', '/api/user/invoices').expect(200);
      return page.items.length === 0 && page.nextCursor === null;
    }, 'the invoices of somebody who is gone at Stripe');
    const portal = await customer.call('post', '/api/billing/portal').send({}).expect(409);
    expect(portal.body.errorCode).toBe('no_billing_account');
    await customer.subscribe('starter');
  });

  it('an end nobody told us of shows when somebody wants to change the plan', async () => {
    const customer = await subscribed('pro');
    const { id } = await idsOf(customer);
    await sandbox.webhooks(vendors.stripe, { mode: 'drop' });
    await stripe.subscriptions.cancel(id);
    const refused = await customer.call('post', `${SUBSCRIPTION}/cancel`).send({}).expect(409);
    expect(refused.body.errorCode).toBe('subscription_required');
    expect(await customer.subscription()).toMatchObject({ live: false, service: 'ended' });
  });
});

describe('events nobody expects', () => {
  let now = 0;
  beforeAll(async () => {
    now = Math.floor((await productNow()).getTime() / 1000);
  });
  const unsigned = new Stripe('sk_test_unused');
  const deliver = (event: object) => {
    const payload = JSON.stringify(event);
    const signature = unsigned.webhooks.generateTestHeaderString({
      payload,
      secret: webhookSecret,
      timestamp: now,
    });
    return api()
      .post('/api/webhooks/stripe')
      .set('content-type', 'application/json')
      .set('stripe-signature', signature)
      .send(payload);
  };
  let count = 0;
  const anEvent = (given: object) => ({
    id: `evt_odd${Date.now()}x${(count += 1)}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: now,
    type: 'customer.subscription.updated',
    data: { object: { id: 'sub_nobody', object: 'subscription' } },
    ...given,
  });
  const settled = async (id: string) => {
    const support = await Customer.staff('support');
    return eventually(async () => {
      const { status, body } = await support.call('get', `/api/admin/billing/events/${id}`);
      return status === 200 && body.status !== 'pending' && body;
    }, `${id} being settled`);
  };

  it.each([
    ['of a subscription nobody has', {}, 'processed'],
    [
      'of an API version of the past',
      {
        api_version: '2019-01-01',
        type: 'invoice.paid',
        data: { object: { id: 'in_nobody', subscription: 'sub_x' } },
      },
      'processed',
    ],
    ['of an API version of the future', { api_version: '2031-01-01.fern' }, 'processed'],
    ['of no API version', { api_version: null }, 'processed'],
    ['of a number for an API version', { api_version: 7 }, 'processed'],
    ['of a type of the future', { type: 'customer.subscription.teleported' }, 'ignored'],
    [
      'of a deleted customer',
      { type: 'customer.deleted', data: { object: { id: 'cus_nobody', deleted: true } } },
      'processed',
    ],
    ['about nothing', { data: { object: {} } }, 'ignored'],
    ['about null', { data: { object: null } }, 'ignored'],
    ['with a path for an id', { data: { object: { id: '../customers/cus_1?x=y' } } }, 'processed'],
    ['with an object for an id', { data: { object: { id: { id: 'sub_1' } } } }, 'ignored'],
    [
      'of a charge nobody made',
      { type: 'charge.refunded', data: { object: { id: 'ch_nobody' } } },
      'processed',
    ],
    [
      'of a dispute nobody raised',
      { type: 'charge.dispute.created', data: { object: { id: 'dp_nobody' } } },
      'processed',
    ],
    [
      'of a schedule nobody made',
      { type: 'subscription_schedule.updated', data: { object: { id: 'sub_sched_nobody' } } },
      'processed',
    ],
  ])('one %s is kept and settled', async (_what, given, status) => {
    const event = anEvent(given);
    await deliver(event).expect(200);
    expect(await settled(event.id)).toMatchObject({ status, outcome: expect.stringMatching(/\w{3}/) });
  });

  it.each([
    ['a date no calendar has', { created: 1e20 }],
    ['a date before there were any', { created: -1 }],
    ['no date', { created: 'today' }],
    ['no type', { type: undefined }],
    ['no object', { data: undefined }],
    ['a thin event of the other API', { object: 'v2.core.event' }],
  ])('one with %s is refused, however well it is signed', async (_what, given) => {
    const { body } = await deliver(anEvent(given)).expect(400);
    expect(body.errorCode).toBe('webhook_signature_invalid');
  });
});

describe('requests nobody should send', () => {
  it.each([
    ['change', 'a plan of the past', { plan: 'business' }],
    ['change', 'a plan for nothing', { plan: 'free' }],
    ['change', 'a list of plans', { plan: ['pro'] }],
    ['change', 'a date before dates', { plan: 'pro', prorationDate: -1 }],
    ['change', 'half a second', { plan: 'pro', prorationDate: 1.5 }],
    ['change', 'a date after all dates', { plan: 'pro', prorationDate: Number.MAX_SAFE_INTEGER }],
    ['change', 'a date in quotes', { plan: 'pro', prorationDate: '1700000000' }],
    ['change', 'an amount below zero', { plan: 'pro', amountDueCents: -100 }],
    ['change', 'a price of their own', { plan: 'pro', priceId: 'price_1' }],
    ['change', 'two at once', { plan: 'pro', quantity: 2 }],
    ['change', 'a channel for a list', { plan: 'pro', keepChannels: 'chn_1' }],
    ['change', 'the same channel twice', { plan: 'pro', keepChannels: ['a', 'a'] }],
    ['change', 'too many channels', { plan: 'pro', keepChannels: Array.from({ length: 101 }, String) }],
    ['preview', 'no plan', { plan: null }],
    ['preview', 'another customer', { plan: 'pro', userId: 'usr_other' }],
    ['cancel', 'a reason of their own', { reason: 'revenge' }],
    ['cancel', 'a novel', { comment: 'x'.repeat(501) }],
    ['cancel', 'half a character', { comment: 'a\ud800b' }],
    ['cancel', 'a NUL', { comment: 'a\u0000b' }],
    ['cancel', 'a field of their own', { immediately: true }],
  ])('%s with %s is a 400 that names the field', async (path, _what, body) => {
    const customer = await subscriber();
    const { body: problem } = await customer.call('post', `${SUBSCRIPTION}/${path}`).send(body).expect(400);
    expect(problem.errorCode).toBe('invalid_request');
    const field = Object.keys(body).at(-1) ?? '';
    expect(JSON.stringify(problem)).toContain(field);
  });

  it.each([
    ['a quote of last year', -365 * 86_400],
    ['a quote of sixteen minutes ago', -16 * 60],
    ['a quote of tomorrow', 86_400],
  ])('%s is answered with a new one, and nothing is charged', async (_what, seconds) => {
    const customer = await subscriber();
    const prorationDate = Math.floor((await productNow()).getTime() / 1000) + seconds;
    const { body } = await customer
      .call('post', `${SUBSCRIPTION}/change`)
      .send({ plan: 'power', prorationDate, amountDueCents: 0 })
      .expect(409);
    expect(body).toMatchObject({ errorCode: 'quote_outdated', preview: { kind: 'upgrade' } });
    expect(await customer.subscription()).toMatchObject({ priceCents: 3000 });
  });

  let one: Promise<Customer> | undefined;
  /** One for all of these: none of them may change anything. */
  async function subscriber(): Promise<Customer> {
    one ??= subscribed('pro');
    const customer = await one;
    await customer.signInAgain();
    return customer;
  }
});
