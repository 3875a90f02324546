import {
  LEGACY_PRICE_CENTS,
  LEGACY_TO_BYOK,
  PLAN_NAMES,
  PLANS,
  UNLIMITED,
  isPlanName,
  lookupKeyOf,
  planOfLookupKey,
} from './plans.js';

describe('the plan catalogue', () => {
  it('sells three plans at $20, $30 and $40', () => {
    expect(PLAN_NAMES.map((name) => PLANS[name].priceCents)).toEqual([2000, 3000, 4000]);
  });

  it.each(PLAN_NAMES)('finds %s again by its lookup key', (name) => {
    expect(planOfLookupKey(lookupKeyOf(name))).toEqual({ catalogue: 'byok', name });
  });

  it('keeps the two starters apart', () => {
    expect(planOfLookupKey('automna_starter_monthly')).toEqual({ catalogue: 'legacy', name: 'starter' });
    expect(planOfLookupKey('automna_business_annual')).toEqual({ catalogue: 'legacy', name: 'business' });
  });

  it.each([null, undefined, '', 'automna_byok_pro_yearly', 'AUTOMNA_BYOK_PRO_MONTHLY', 'prod_123'])(
    'does not guess a plan from %p',
    (key) => expect(planOfLookupKey(key)).toBeNull(),
  );

  it('never raises a price when a legacy customer is moved', () => {
    const moves = Object.entries(LEGACY_TO_BYOK).filter(([legacy]) => legacy !== 'free');
    for (const [legacy, byok] of moves) {
      expect(PLANS[byok].priceCents).toBeLessThanOrEqual(LEGACY_PRICE_CENTS[legacy as 'lite']);
    }
  });

  it('has limits that never fall when the price rises', () => {
    const numbers = Object.keys(PLANS.pro).filter(
      (key) => typeof PLANS.pro[key as 'priceCents'] === 'number',
    );
    for (const key of numbers as 'priceCents'[]) {
      const [low, mid, high] = PLAN_NAMES.map((name) =>
        PLANS[name][key] === UNLIMITED ? Infinity : PLANS[name][key],
      );
      expect([low, mid, high]).toEqual([low, mid, high].toSorted((a, b) => Number(a) - Number(b)));
    }
  });

  it('knows a plan name from anything else', () => {
    expect(isPlanName('power')).toBe(true);
    expect([null, 'free', 'Power', 3, {}].some(isPlanName)).toBe(false);
  });
});
