import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { cardForm, customerWith, monthly, startStripe, type Harness } from './testing/harness.js';
import { SpecCheck } from './testing/spec-check.js';

const HOUR = 3600;

describe('coupons and promotion codes', () => {
  let harness: Harness;
  let stripe: Stripe;
  let starter: Stripe.Price;
  const spec = SpecCheck.load();

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
    starter = await monthly(stripe, 'Starter', 2000);
  });
  afterAll(async () => {
    const wrong = await harness.violations(spec);
    await harness.close();
    expect(wrong).toEqual([]);
  }, 60_000);

  const subscribe = async (discount: Stripe.SubscriptionCreateParams.Discount) => {
    const customer = await customerWith(stripe);
    return stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: starter.id }],
      discounts: [discount],
      expand: ['discounts'],
    });
  };
  const invoices = async (subscription: string) =>
    (await stripe.invoices.list({ subscription })).data.reverse().map((it) => it.total);
  const renew = async (subscription: Stripe.Subscription, times: number) => {
    for (let count = 0; count < times; count++) {
      const { items } = await stripe.subscriptions.retrieve(subscription.id);
      const now = Math.floor(harness.sandbox.clock.now().getTime() / 1000);
      await harness.advance((items.data[0]?.current_period_end ?? 0) - now + HOUR + 1);
    }
  };

  it('take a share off every invoice, as long as they last', async () => {
    const forever = await stripe.coupons.create({ percent_off: 20, duration: 'forever' });
    const once = await stripe.coupons.create({ amount_off: 500, currency: 'usd', duration: 'once' });
    const two = await stripe.coupons.create({
      percent_off: 50,
      duration: 'repeating',
      duration_in_months: 2,
    });
    const [a, b, c] = [
      await subscribe({ coupon: forever.id }),
      await subscribe({ coupon: once.id }),
      await subscribe({ coupon: two.id }),
    ];
    expect(a.discounts[0]).toMatchObject({ source: { coupon: forever.id }, subscription: a.id });
    expect(b.discounts).toEqual([]);
    await renew(a, 2);
    expect(await invoices(a.id)).toEqual([1600, 1600, 1600]);
    expect(await invoices(b.id)).toEqual([1500, 2000, 2000]);
    expect(await invoices(c.id)).toEqual([1000, 1000, 2000]);
    const first = (await stripe.invoices.list({ subscription: a.id })).data[0];
    expect(first).toMatchObject({ subtotal: 2000, total: 1600, amount_paid: 1600 });
    expect(first?.total_discount_amounts?.[0]?.amount).toBe(400);
    await stripe.subscriptions.deleteDiscount(a.id);
    await renew(a, 1);
    expect((await invoices(a.id)).at(-1)).toBe(2000);
  });

  it('are refused when they are spent, expired, deleted or unknown', async () => {
    const one = await stripe.coupons.create({ percent_off: 10, duration: 'once', max_redemptions: 1 });
    await subscribe({ coupon: one.id });
    expect(await stripe.coupons.retrieve(one.id)).toMatchObject({ valid: false, times_redeemed: 1 });
    await expect(subscribe({ coupon: one.id })).rejects.toMatchObject({ code: 'coupon_expired' });
    await expect(subscribe({ coupon: 'nope' })).rejects.toThrow("No such coupon: 'nope'");
    await stripe.coupons.del(one.id);
    await expect(stripe.coupons.retrieve(one.id)).rejects.toMatchObject({ code: 'resource_missing' });
    await expect(stripe.coupons.create({ duration: 'once' })).rejects.toThrow('exactly one of');
  });

  it('come as codes that people type', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'forever', name: 'Friends' });
    const code = await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'FRIENDS25',
      restrictions: { first_time_transaction: true },
    });
    const found = await stripe.promotionCodes.list({ code: 'friends25', active: true });
    expect(found.data.map((it) => it.id)).toEqual([code.id]);
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: starter.id, quantity: 1 }],
      success_url: 'http://127.0.0.1:9/ok',
      allow_promotion_codes: true,
    });
    const url = session.url ?? '';
    const wrong = await harness.submit(url, cardForm('4242424242424242', { promotionCode: 'NOPE' }));
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('This code is invalid.');
    const applied = await harness.submit(url, { promotionCode: 'friends25', apply: '1' });
    expect(await applied.text()).toContain('$15.00');
    const paid = await harness.submit(url, cardForm('4242424242424242', { promotionCode: 'friends25' }));
    expect(paid.status).toBe(303);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription.discounts'] });
    expect(done).toMatchObject({
      amount_subtotal: 2000,
      amount_total: 1500,
      total_details: { amount_discount: 500 },
      discounts: [{ promotion_code: code.id }],
      subscription: { discounts: [{ promotion_code: code.id, checkout_session: session.id }] },
    });
    const id = (done.subscription as Stripe.Subscription).id;
    expect(await invoices(id)).toEqual([1500]);
    // The same customer has paid before now.
    await expect(
      stripe.subscriptions.create({
        customer: done.customer as string,
        items: [{ price: starter.id }],
        discounts: [{ promotion_code: code.id }],
      }),
    ).rejects.toThrow('prior transactions');
  });

  it('make a trial-free first period free when they take everything off', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 100, duration: 'once' });
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: starter.id, quantity: 1 }],
      success_url: 'http://127.0.0.1:9/ok',
      discounts: [{ coupon: coupon.id }],
    });
    expect(session).toMatchObject({ amount_total: 0 });
    await harness.submit(session.url ?? '', cardForm('4242424242424242'));
    const done = await stripe.checkout.sessions.retrieve(session.id);
    expect(done.payment_status).toBe('no_payment_required');
    expect(await invoices(done.subscription as string)).toEqual([0]);
  });

  it('stay on a subscription whose schedule names them, and leave with a phase that does not', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
    const created = await subscribe({ coupon: coupon.id });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: created.id });
    const [phase] = schedule.phases;
    const discount = phase?.discounts[0]?.discount as string;
    await stripe.subscriptionSchedules.update(schedule.id, {
      phases: [
        {
          items: [{ price: starter.id }],
          start_date: phase?.start_date,
          end_date: phase?.end_date,
          discounts: [{ discount }],
        },
        { items: [{ price: starter.id }], duration: { interval: 'month' }, discounts: [{ discount }] },
        { items: [{ price: starter.id }], duration: { interval: 'month' } },
      ],
    });
    await renew(created, 2);
    expect(await invoices(created.id)).toEqual([1000, 1000, 2000]);
  });
});
