import type { Catalogue, PlanRef } from '@automna/contracts';
import { CURRENCY } from './catalogue-plan.js';
import type { SubscriptionFacts } from './stripe-facts.js';

/** Every column of a subscription row that follows from Stripe and the price book alone. */
export interface SubscriptionColumns extends SubscriptionFacts {
  catalogue: Catalogue | null;
  plan: string | null;
  nextCatalogue: Catalogue | null;
  nextPlan: string | null;
  pendingPlan: string | null;
}

/** The prices a reading refers to: all of them must be known before {@link columnsOf}. */
export function pricesOf(facts: SubscriptionFacts): string[] {
  const ids = [facts.priceId, facts.nextPriceId, facts.pendingPriceId];
  return [...new Set(ids.filter((id) => id !== null))];
}

/** Nothing we sell is in another currency: such a subscription stands for no plan, whatever its price is called. */
export function columnsOf(
  facts: SubscriptionFacts,
  plans: ReadonlyMap<string, PlanRef | null>,
): SubscriptionColumns {
  const planOf = (priceId: string | null): PlanRef | null =>
    priceId === null || facts.currency !== CURRENCY ? null : (plans.get(priceId) ?? null);
  const [now, next, pending] = [facts.priceId, facts.nextPriceId, facts.pendingPriceId].map(planOf);
  return {
    ...facts,
    catalogue: now?.catalogue ?? null,
    plan: now?.name ?? null,
    nextCatalogue: next?.catalogue ?? null,
    nextPlan: next?.name ?? null,
    pendingPlan: pending?.catalogue === 'byok' ? pending.name : null,
  };
}
