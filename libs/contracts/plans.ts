/** The plan catalogues: the one place where a price, a limit or a gate of a plan is written down. */

export const PLAN_NAMES = ['starter', 'pro', 'power'] as const;
export type PlanName = (typeof PLAN_NAMES)[number];

export const LEGACY_PLAN_NAMES = ['free', 'lite', 'starter', 'pro', 'business'] as const;
export type LegacyPlanName = (typeof LEGACY_PLAN_NAMES)[number];

export const CATALOGUES = ['byok', 'legacy'] as const;
export type Catalogue = (typeof CATALOGUES)[number];

/** A plan is always the pair: `starter` and `pro` exist in both catalogues and mean different things. */
export type PlanRef = { catalogue: 'byok'; name: PlanName } | { catalogue: 'legacy'; name: LegacyPlanName };

/** Says "no upper bound" inside the catalogue only; answers carry `limit: null, unlimited: true` instead. */
export const UNLIMITED = -1;

export interface Plan {
  readonly name: PlanName;
  readonly title: string;
  readonly tagline: string;
  /** US cents per month. */
  readonly priceCents: number;
  readonly requestsPerMinute: number;
  readonly monthlySearches: number;
  readonly monthlyBrowserMinutes: number;
  readonly monthlyEmails: number;
  readonly monthlyCallMinutes: number;
  /** Number of active channels, or {@link UNLIMITED}. */
  readonly maxChannels: number;
  readonly cronEnabled: boolean;
  readonly customSkills: boolean;
  readonly fileBrowser: boolean;
  readonly apiAccess: boolean;
  readonly sleepWhenIdle: boolean;
  readonly support: string;
}

export const PLANS: Readonly<Record<PlanName, Plan>> = {
  starter: {
    name: 'starter',
    title: 'Starter',
    tagline: 'A personal agent that sleeps when you do.',
    priceCents: 2000,
    requestsPerMinute: 10,
    monthlySearches: 500,
    monthlyBrowserMinutes: 60,
    monthlyEmails: 100,
    monthlyCallMinutes: 0,
    maxChannels: 1,
    cronEnabled: false,
    customSkills: false,
    fileBrowser: false,
    apiAccess: false,
    sleepWhenIdle: true,
    support: 'Community',
  },
  pro: {
    name: 'pro',
    title: 'Pro',
    tagline: 'Always on, on the phone, and on schedule.',
    priceCents: 3000,
    requestsPerMinute: 20,
    monthlySearches: 2000,
    monthlyBrowserMinutes: 300,
    monthlyEmails: 500,
    monthlyCallMinutes: 60,
    maxChannels: 3,
    cronEnabled: true,
    customSkills: true,
    fileBrowser: true,
    apiAccess: false,
    sleepWhenIdle: false,
    support: 'Priority',
  },
  power: {
    name: 'power',
    title: 'Power',
    tagline: 'Every channel, an API, and room to work.',
    priceCents: 4000,
    requestsPerMinute: 30,
    monthlySearches: 10_000,
    monthlyBrowserMinutes: 1000,
    monthlyEmails: 2000,
    monthlyCallMinutes: 120,
    maxChannels: UNLIMITED,
    cronEnabled: true,
    customSkills: true,
    fileBrowser: true,
    apiAccess: true,
    sleepWhenIdle: false,
    support: 'Dedicated',
  },
};

/** Where a legacy customer goes when moved: `free` must subscribe first. */
export const LEGACY_TO_BYOK: Readonly<Record<LegacyPlanName, PlanName>> = {
  free: 'starter',
  lite: 'starter',
  starter: 'pro',
  pro: 'power',
  business: 'power',
};

/** Monthly list price of the legacy plans, US cents. `0` is a price, not "missing". */
export const LEGACY_PRICE_CENTS: Readonly<Record<LegacyPlanName, number>> = {
  free: 0,
  lite: 2000,
  starter: 7900,
  pro: 14_900,
  business: 29_900,
};

export function isPlanName(value: unknown): value is PlanName {
  return PLAN_NAMES.includes(value as PlanName);
}

/** Stripe `lookup_key` of a plan's monthly price. */
export function lookupKeyOf(plan: PlanName): string {
  return `automna_byok_${plan}_monthly`;
}

/** The plan a Stripe `lookup_key` stands for, or null for a price that is not ours. */
export function planOfLookupKey(lookupKey: string | null | undefined): PlanRef | null {
  const name = PLAN_NAMES.find((plan) => lookupKeyOf(plan) === lookupKey);
  if (name) return { catalogue: 'byok', name };
  const legacy = LEGACY_PLAN_NAMES.find(
    (plan) => lookupKey === `automna_${plan}_monthly` || lookupKey === `automna_${plan}_annual`,
  );
  return legacy ? { catalogue: 'legacy', name: legacy } : null;
}
