import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { factsOf, idOf } from './stripe-facts.js';

const item = (price: string, cents: number | null, start = 1_772_000_000, end = 1_774_000_000) => ({
  price: { id: price, unit_amount: cents },
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
    items: { data: items },
    ...given,
  }) as unknown as Stripe.Subscription;

describe('The reading of a subscription', () => {
  it('takes price and period from its item', () => {
    expect(factsOf(subscription())).toEqual({
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
    });
  });

  it('keeps zero, and tells it from no amount', () => {
    expect(factsOf(subscription({}, [item('price_0', 0)])).priceCents).toBe(0);
    expect(factsOf(subscription({}, [item('price_m', null)])).priceCents).toBeNull();
  });

  it('does not pick one of several items', () => {
    const facts = factsOf(subscription({}, [item('a', 1, 10, 30), item('b', 2, 20, 25)]));
    expect(facts).toMatchObject({
      priceId: null,
      priceCents: null,
      periodStart: new Date(10_000),
      periodEnd: new Date(25_000),
    });
  });

  it('has no period without items', () => {
    expect(factsOf(subscription({}, []))).toMatchObject({
      priceId: null,
      periodStart: null,
      periodEnd: null,
    });
  });

  it('counts a fixed end date as a cancellation', () => {
    expect(factsOf(subscription({ cancel_at: 1_774_000_000 })).cancelAtPeriodEnd).toBe(true);
  });

  it('reads references as ids and as objects', () => {
    expect(factsOf(subscription({ customer: { id: 'cus_2', deleted: true } })).stripeCustomerId).toBe(
      'cus_2',
    );
    expect([idOf('x'), idOf({ id: 'y' }), idOf(null), idOf(undefined)]).toEqual(['x', 'y', null, null]);
  });
});
