import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import type { OwedInvoice } from './overdue.js';
import { factsOf, idOf } from './stripe-facts.js';

const item = (price: string, cents: number | null, start = 1_772_000_000, end = 1_774_000_000) => ({
  id: `si_${price}`,
  quantity: 1,
  price: { id: price, unit_amount: cents, recurring: { interval: 'month', interval_count: 1 } },
  current_period_start: start,
  current_period_end: end,
});

const subscription = (given: Record<string, unknown> = {}, items: unknown[] = [item('price_1', 3000)]) =>
  ({
    id: 'sub_1',
    customer: 'cus_1',
    status: 'active',
    currency: 'usd',
    created: 1_772_000_000,
    cancel_at_period_end: false,
    cancel_at: null,
    canceled_at: null,
    trial_end: null,
    discounts: [],
    schedule: null,
    pending_update: null,
    latest_invoice: null,
    items: { data: items },
    ...given,
  }) as unknown as Stripe.Subscription;

const read = (given: Record<string, unknown> = {}, items?: unknown[], open: OwedInvoice[] = []) =>
  factsOf(subscription(given, items), open);

const invoice = (given: Partial<OwedInvoice> = {}): OwedInvoice => ({
  id: 'in_1',
  status: 'open',
  attempted: true,
  created: 1_774_000_000,
  amount_remaining: 3000,
  currency: 'usd',
  next_payment_attempt: 1_774_259_200,
  hosted_invoice_url: 'https://pay/in_1',
  ...given,
});

describe('The reading of a subscription', () => {
  it('takes price and period from its item', () => {
    expect(read()).toEqual({
      stripeSubscriptionId: 'sub_1',
      stripeCustomerId: 'cus_1',
      status: 'active',
      priceId: 'price_1',
      priceCents: 3000,
      currency: 'usd',
      periodStart: new Date(1_772_000_000_000),
      periodEnd: new Date(1_774_000_000_000),
      cancelAtPeriodEnd: false,
      canceledAt: null,
      stripeCreatedAt: new Date(1_772_000_000_000),
      itemId: 'si_price_1',
      quantity: 1,
      billingInterval: 'month',
      trialEnd: null,
      discountText: null,
      scheduleId: null,
      nextPriceId: null,
      nextPlanAt: null,
      pendingPriceId: null,
      pendingUpdateExpiresAt: null,
      pastDueSince: null,
      overdueInvoiceId: null,
      payUrl: null,
    });
  });

  it('keeps zero, and tells it from no amount', () => {
    expect(read({}, [item('price_0', 0)]).priceCents).toBe(0);
    expect(read({}, [item('price_m', null)]).priceCents).toBeNull();
  });

  it('does not pick one of several items', () => {
    const facts = read({}, [item('a', 1, 10, 30), item('b', 2, 20, 25)]);
    expect(facts).toMatchObject({
      priceId: null,
      priceCents: null,
      periodStart: new Date(10_000),
      periodEnd: new Date(25_000),
    });
  });

  it('has no period without items', () => {
    expect(read({}, [])).toMatchObject({
      priceId: null,
      periodStart: null,
      periodEnd: null,
    });
  });

  it('counts a fixed end date as a cancellation', () => {
    expect(read({ cancel_at: 1_774_000_000 }).cancelAtPeriodEnd).toBe(true);
  });

  it('reads references as ids and as objects', () => {
    expect(read({ customer: { id: 'cus_2', deleted: true } }).stripeCustomerId).toBe('cus_2');
    expect([idOf('x'), idOf({ id: 'y' }), idOf(null), idOf(undefined)]).toEqual(['x', 'y', null, null]);
  });

  it('knows months and years, and no other interval', () => {
    const every = (interval: string, interval_count: number) =>
      read({}, [{ ...item('p', 1), price: { id: 'p', recurring: { interval, interval_count } } }])
        .billingInterval;
    expect([every('month', 1), every('year', 1), every('month', 3), every('week', 1)]).toEqual([
      'month',
      'year',
      null,
      null,
    ]);
  });

  it('finds the upgrade that waits for its payment, and where to pay', () => {
    const facts = read({
      pending_update: {
        expires_at: 1_772_080_000,
        subscription_items: [
          { id: 'si_other', price: { id: 'x' } },
          { id: 'si_price_1', price: { id: 'price_2' } },
        ],
      },
      latest_invoice: invoice({ id: 'in_up', hosted_invoice_url: 'https://pay/in_up' }),
    });
    expect(facts).toMatchObject({
      priceId: 'price_1',
      pendingPriceId: 'price_2',
      pendingUpdateExpiresAt: new Date(1_772_080_000_000),
      payUrl: 'https://pay/in_up',
      pastDueSince: null,
      overdueInvoiceId: null,
    });
  });

  it('counts a late payment from the oldest unpaid invoice that was tried', () => {
    const open = [
      invoice({ id: 'in_new', created: 1_775_000_000 }),
      invoice({ id: 'in_draft', created: 1_770_000_000, status: 'draft' }),
      invoice({ id: 'in_untried', created: 1_770_000_000, attempted: false }),
      invoice({ id: 'in_old', created: 1_774_000_000, hosted_invoice_url: 'https://pay/in_old' }),
    ];
    for (const status of ['past_due', 'unpaid']) {
      expect(read({ status }, undefined, open)).toMatchObject({
        pastDueSince: new Date(1_774_000_000_000),
        overdueInvoiceId: 'in_old',
        payUrl: 'https://pay/in_old',
      });
    }
    expect(read({ status: 'active' }, undefined, open)).toMatchObject({ pastDueSince: null, payUrl: null });
  });

  it('keeps the day of a late payment whose invoice is settled while the status still lags', () => {
    const latest_invoice = invoice({ id: 'in_1', status: 'paid' });
    expect(read({ status: 'past_due', latest_invoice })).toMatchObject({
      pastDueSince: new Date(1_774_000_000_000),
      overdueInvoiceId: null,
      payUrl: null,
    });
  });

  it('sends a first payment that waits to its invoice', () => {
    expect(read({ status: 'incomplete', latest_invoice: invoice() }).payUrl).toBe('https://pay/in_1');
  });
});
