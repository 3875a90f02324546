import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { startAdvance } from './billing/test-clocks.js';
import { createStripeVendor } from './index.js';
import { mustStandStill } from './state/owner.js';
import { cardForm, monthly, startVendor, type Harness } from './testing/harness.js';
import { expectValidAnswers } from './testing/valid-answers.js';

const DAY = 86_400;
const START = Date.UTC(2031, 0, 31, 12) / 1000;

describe('test clocks', () => {
  let harness: Harness;
  let stripe: Stripe;
  let price: Stripe.Price;
  let vendor: ReturnType<typeof createStripeVendor>;

  beforeAll(async () => {
    vendor = createStripeVendor();
    harness = await startVendor(vendor);
    stripe = harness.stripe;
    price = await monthly(stripe, 'Clocked', 2000);
  });
  afterAll(() => harness.close());

  const clockAt = (time = START) => stripe.testHelpers.testClocks.create({ frozen_time: time, name: 'Test' });
  const subscriber = async (clock: string) => {
    const customer = await stripe.customers.create({
      email: 'clocked@example.com',
      test_clock: clock,
      payment_method: 'pm_card_visa',
    });
    const [method] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    return stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      default_payment_method: method?.id,
    });
  };
  /** Advances and waits as a client of Stripe has to. */
  const advance = async (clock: string, to: number) => {
    const moving = await stripe.testHelpers.testClocks.advance(clock, { frozen_time: to });
    expect(moving).toMatchObject({
      status: 'advancing',
      status_details: { advancing: { target_frozen_time: to } },
    });
    let now = moving;
    for (let look = 0; look < 1000 && now.status === 'advancing'; look++) {
      now = await stripe.testHelpers.testClocks.retrieve(clock);
    }
    return now;
  };

  it('give their customers a time of their own, which stands still', async () => {
    const clock = await clockAt();
    const subscription = await subscriber(clock.id);
    expect(subscription).toMatchObject({ created: START, status: 'active', test_clock: clock.id });
    const customer = await stripe.customers.retrieve(subscription.customer as string);
    expect(customer).toMatchObject({ created: START, test_clock: clock.id });
    await harness.advance(29 * DAY);
    await harness.advance(DAY - 60);
    const [invoice, ...others] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(invoice).toMatchObject({ created: START, status: 'paid', test_clock: clock.id });
    expect(others).toHaveLength(0);
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      customer: subscription.customer as string,
      line_items: [{ price: price.id, quantity: 1 }],
      success_url: 'http://127.0.0.1/ok',
    });
    expect(session.expires_at).toBe(START + DAY);
    const form = cardForm('4242424242424242');
    expect((await harness.submit(session.url ?? '', form)).status).toBe(303);
    const completed = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] });
    expect(completed.subscription).toMatchObject({ created: START, status: 'active' });
    const portal = await stripe.billingPortal.sessions.create({ customer: subscription.customer as string });
    expect((await fetch(portal.url)).status).toBe(200);
  });

  it('move alone, and bill what falls due on the way', async () => {
    const clock = await clockAt();
    const moved = await subscriber(clock.id);
    const still = await subscriber((await clockAt()).id);
    const end = moved.items.data[0]?.current_period_end ?? 0;
    expect(new Date(end * 1000).toISOString()).toBe('2031-02-28T12:00:00.000Z');
    expect(await advance(clock.id, end + 2 * 3600)).toMatchObject({
      status: 'ready',
      frozen_time: end + 2 * 3600,
      status_details: {},
    });
    const invoices = await stripe.invoices.list({ subscription: moved.id });
    expect(invoices.data.map((it) => [it.billing_reason, it.status])).toEqual([
      ['subscription_cycle', 'paid'],
      ['subscription_create', 'paid'],
    ]);
    expect(invoices.data[0]?.created).toBe(end);
    expect((await stripe.invoices.list({ subscription: still.id })).data).toHaveLength(1);
    const types = (await stripe.events.list({ type: 'test_helpers.test_clock.*', limit: 100 })).data
      .filter((it) => (it.data.object as { id: string }).id === clock.id)
      .map((it) => it.type.split('.').at(-1));
    expect(types).toEqual(['ready', 'advancing', 'created']);
  });

  it('only move forward, two intervals at most, and nothing changes meanwhile', async () => {
    const clock = await clockAt();
    const to = (frozen_time: number) => stripe.testHelpers.testClocks.advance(clock.id, { frozen_time });
    await expect(to(START)).rejects.toMatchObject({ statusCode: 400, param: 'frozen_time' });
    await expect(to(START + 800 * DAY)).rejects.toThrow('two years');
    const { customer } = await subscriber(clock.id);
    await expect(to(START + 70 * DAY)).rejects.toThrow('two intervals');
    // By hand and not through the API, so that nothing can happen in between.
    const world = vendor.running();
    const record = world.testClocks.need(clock.id);
    startAdvance(world, record, START + 50 * DAY);
    expect(() => mustStandStill(world, customer as string)).toThrow('underway');
    expect(() => startAdvance(world, record, START + 51 * DAY)).toThrow('already advancing');
    // A clock somebody left on its way arrives with the next tick, too.
    await harness.advance(1);
    expect(await stripe.testHelpers.testClocks.retrieve(clock.id)).toMatchObject({ status: 'ready' });
    expect(await stripe.customers.update(customer as string, { name: 'Again' })).toMatchObject({
      name: 'Again',
    });
  });

  it('keep their customers out of lists, and take them along when they go', async () => {
    const clock = await clockAt();
    const subscription = await subscriber(clock.id);
    const found = (await stripe.customers.list({ test_clock: clock.id })).data.map((it) => it.id);
    expect(found).toEqual([subscription.customer]);
    expect((await stripe.customers.list({ limit: 100 })).data).toHaveLength(0);
    expect((await stripe.subscriptions.list({ limit: 100 })).data).toHaveLength(0);
    expect((await stripe.subscriptions.list({ test_clock: clock.id })).data).toHaveLength(1);
    await subscriber(clock.id);
    await subscriber(clock.id);
    await expect(stripe.customers.create({ test_clock: clock.id })).rejects.toThrow('at most 3 customers');

    expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ deleted: true });
    expect(await stripe.customers.retrieve(found[0] ?? '')).toMatchObject({ deleted: true });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled');
    await expect(stripe.testHelpers.testClocks.retrieve(clock.id)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('go by themselves after thirty days of nobody deleting them', async () => {
    const clock = await clockAt();
    await harness.advance(30 * DAY + 1);
    await expect(stripe.testHelpers.testClocks.retrieve(clock.id)).rejects.toMatchObject({ statusCode: 404 });
  });

  // Last on purpose: it looks at every answer given above.
  it('are described as Stripe describes them', () => expectValidAnswers(harness), 60_000);
});
