import {
  type Catalogue,
  LEGACY_PRICE_CENTS,
  type LegacyPlanName,
  lookupKeyOf,
  PLAN_NAMES,
  type PlanName,
  PLANS,
} from '@automna/contracts';

export const CURRENCY = 'usd';

/** A plan as Stripe should know it: its product and one of its prices. */
export interface WantedPlan {
  plan: PlanName | LegacyPlanName;
  productId: string;
  name: string;
  description: string;
  lookupKey: string;
  cents: number;
  interval: 'month' | 'year';
  metadata: { catalogue: Catalogue; plan: PlanName | LegacyPlanName };
}

/** A product as Stripe knows it. */
export interface FoundProduct {
  id: string;
  active: boolean;
  name: string;
  description: string | null;
  metadata: Record<string, string>;
}

/** A price as Stripe knows it under one of our lookup keys. */
export interface FoundPrice {
  id: string;
  active: boolean;
  lookupKey: string;
  productId: string;
  cents: number | null;
  currency: string;
  interval: string | null;
  intervalCount: number | null;
}

/** One thing to do at Stripe; `sentence` is for the person who runs the command. */
export type CatalogueAction = { sentence: string } & (
  | { kind: 'create_product'; wanted: WantedPlan }
  | { kind: 'update_product'; wanted: WantedPlan }
  | { kind: 'create_price'; wanted: WantedPlan }
  | { kind: 'activate_price'; wanted: WantedPlan; price: FoundPrice }
  | { kind: 'move_lookup_key'; wanted: WantedPlan; price: FoundPrice }
);

/** The `byok` catalogue as it should be at Stripe. Product ids are ours, so a repeated creation finds itself. */
export function wantedPlans(): WantedPlan[] {
  return PLAN_NAMES.map((plan) => ({
    plan,
    productId: `automna_byok_${plan}`,
    name: `Automna ${PLANS[plan].title}`,
    description: PLANS[plan].tagline,
    lookupKey: lookupKeyOf(plan),
    cents: PLANS[plan].priceCents,
    interval: 'month',
    metadata: { catalogue: 'byok', plan },
  }));
}

/** `free` was never sold: it has no price at Stripe. */
const LEGACY_SOLD = ['lite', 'starter', 'pro', 'business'] as const satisfies readonly LegacyPlanName[];
/** A year costs four fifths of twelve months. */
const MONTHS_CHARGED_PER_YEAR = 12 * 0.8;

/** The plans as they were sold before, monthly and annual. Only a sandbox needs them made; Stripe has the real ones. */
export function legacyPlans(): WantedPlan[] {
  return LEGACY_SOLD.flatMap((plan) => {
    const product = {
      plan,
      productId: `automna_legacy_${plan}`,
      name: `Automna ${plan.charAt(0).toUpperCase()}${plan.slice(1)} (legacy)`,
      description: 'A plan as it was sold before customers brought their own key.',
      metadata: { catalogue: 'legacy' as const, plan },
    };
    const monthly = LEGACY_PRICE_CENTS[plan];
    const yearly = Math.round(monthly * MONTHS_CHARGED_PER_YEAR);
    return [
      { ...product, lookupKey: `automna_${plan}_monthly`, cents: monthly, interval: 'month' as const },
      { ...product, lookupKey: `automna_${plan}_annual`, cents: yearly, interval: 'year' as const },
    ];
  });
}

/**
 * What to do so that Stripe offers exactly the wanted plans; empty when it already does. An amount cannot be
 * changed at Stripe: a drifted price gets a successor that takes over the lookup key, and stays active itself,
 * because running subscriptions and rollbacks need it.
 */
export function planCatalogue(
  wanted: readonly WantedPlan[],
  products: readonly FoundProduct[],
  prices: readonly FoundPrice[],
): CatalogueAction[] {
  return wanted.flatMap((plan, index) => [
    // Several prices may share a product, which is made once.
    ...(wanted.findIndex(({ productId }) => productId === plan.productId) < index
      ? []
      : productActions(
          plan,
          products.find(({ id }) => id === plan.productId),
        )),
    ...priceActions(
      plan,
      prices.find(({ lookupKey }) => lookupKey === plan.lookupKey),
    ),
  ]);
}

function productActions(wanted: WantedPlan, found: FoundProduct | undefined): CatalogueAction[] {
  if (!found) return [{ kind: 'create_product', wanted, sentence: `Create product ${wanted.productId}` }];
  const same =
    found.active &&
    found.name === wanted.name &&
    found.description === wanted.description &&
    found.metadata['catalogue'] === wanted.metadata.catalogue &&
    found.metadata['plan'] === wanted.metadata.plan;
  return same ? [] : [{ kind: 'update_product', wanted, sentence: `Correct product ${wanted.productId}` }];
}

function priceActions(wanted: WantedPlan, found: FoundPrice | undefined): CatalogueAction[] {
  const amount = `${dollars(wanted.cents)} a ${wanted.interval}`;
  if (!found) {
    return [{ kind: 'create_price', wanted, sentence: `Create price ${wanted.lookupKey} at ${amount}` }];
  }
  const drift = driftOf(wanted, found);
  if (drift) {
    const sentence = `Move ${wanted.lookupKey} from ${found.id} (${drift}) to a new price at ${amount}; ${found.id} stays active`;
    return [{ kind: 'move_lookup_key', wanted, price: found, sentence }];
  }
  if (found.active) return [];
  return [
    {
      kind: 'activate_price',
      wanted,
      price: found,
      sentence: `Activate price ${found.id} of ${wanted.lookupKey}`,
    },
  ];
}

/** What is wrong with a price that holds one of our lookup keys; null when nothing is. */
function driftOf(wanted: WantedPlan, found: FoundPrice): string | null {
  if (found.cents !== wanted.cents) return found.cents === null ? 'no fixed amount' : dollars(found.cents);
  if (found.currency !== CURRENCY) return `currency ${found.currency}`;
  if (found.interval !== wanted.interval || found.intervalCount !== 1) return `not per ${wanted.interval}`;
  return found.productId === wanted.productId ? null : `product ${found.productId}`;
}

function dollars(cents: number): string {
  return `$${(cents / 100).toFixed(2)}`;
}
