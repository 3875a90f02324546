import { describe, expect, it } from '@jest/globals';
import type { PlanRef } from '@automna/contracts';
import type { SubscriptionFacts } from './stripe-facts.js';
import { columnsOf, pricesOf } from './subscription-columns.js';

const PLANS = new Map<string, PlanRef | null>([
  ['price_pro', { catalogue: 'byok', name: 'pro' }],
  ['price_power', { catalogue: 'byok', name: 'power' }],
  ['price_old', { catalogue: 'legacy', name: 'pro' }],
  ['price_none', null],
]);
const facts = (given: Partial<SubscriptionFacts>) =>
  ({
    currency: 'usd',
    priceId: null,
    nextPriceId: null,
    pendingPriceId: null,
    ...given,
  }) as SubscriptionFacts;
const plans = (given: Partial<SubscriptionFacts>) => {
  const { catalogue, plan, nextCatalogue, nextPlan, pendingPlan } = columnsOf(facts(given), PLANS);
  return { catalogue, plan, nextCatalogue, nextPlan, pendingPlan };
};

describe('The plans of a reading', () => {
  it('are those of its prices: the one now, the next, the one that waits for its payment', () => {
    const all = { priceId: 'price_pro', nextPriceId: 'price_old', pendingPriceId: 'price_power' };
    expect(plans(all)).toEqual({
      catalogue: 'byok',
      plan: 'pro',
      nextCatalogue: 'legacy',
      nextPlan: 'pro',
      pendingPlan: 'power',
    });
    expect(pricesOf(facts(all))).toEqual(['price_pro', 'price_old', 'price_power']);
  });

  it('are unknown for prices that are none of ours, and never guessed', () => {
    const none = { catalogue: null, plan: null, nextCatalogue: null, nextPlan: null, pendingPlan: null };
    expect(plans({ priceId: 'price_none', pendingPriceId: 'price_never_seen' })).toEqual(none);
    expect(plans({})).toEqual(none);
    expect(pricesOf(facts({}))).toEqual([]);
  });

  it('are none in a currency in which we sell nothing', () => {
    expect(plans({ priceId: 'price_pro', currency: 'eur' }).plan).toBeNull();
  });

  it('offer no waiting plan of the old catalogue', () => {
    expect(plans({ pendingPriceId: 'price_old' }).pendingPlan).toBeNull();
  });
});
