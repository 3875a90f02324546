import { type Plan, type PlanName, PLANS, UNLIMITED } from './plans.js';

/** Yes/no features of a plan. Names are part of the API. */
export const PLAN_FEATURES = [
  'phone',
  'cron',
  'customSkills',
  'fileBrowser',
  'apiAccess',
  'sleepWhenIdle',
] as const;
export type PlanFeature = (typeof PLAN_FEATURES)[number];

const READERS: Readonly<Record<PlanFeature, (plan: Plan) => boolean>> = {
  phone: (plan) => plan.monthlyCallMinutes > 0,
  cron: (plan) => plan.cronEnabled,
  customSkills: (plan) => plan.customSkills,
  fileBrowser: (plan) => plan.fileBrowser,
  apiAccess: (plan) => plan.apiAccess,
  sleepWhenIdle: (plan) => plan.sleepWhenIdle,
};

/** The one predicate behind every gate: the API, the screens, the machine's config and the reports ask it. */
export function planHas(plan: PlanName, feature: PlanFeature): boolean {
  return READERS[feature](PLANS[plan]);
}

export const canUsePhone = (plan: PlanName): boolean => planHas(plan, 'phone');
export const canUseCron = (plan: PlanName): boolean => planHas(plan, 'cron');
export const canUseApi = (plan: PlanName): boolean => planHas(plan, 'apiAccess');
export const shouldSleepWhenIdle = (plan: PlanName): boolean => planHas(plan, 'sleepWhenIdle');

/** The services we pay vendors for and meter. LLM is not one of them: that traffic is the customer's own. */
export const SERVICES = ['search', 'browser', 'email', 'phone'] as const;
export type Service = (typeof SERVICES)[number];

export const LIMIT_UNITS = ['searches', 'minutes', 'emails', 'channels'] as const;
export type LimitUnit = (typeof LIMIT_UNITS)[number];

/** A limit as it is answered: a number or explicitly no bound, never a number that only looks like one. */
export interface Limit {
  limit: number | null;
  unlimited: boolean;
  unit: LimitUnit;
}

function toLimit(value: number, unit: LimitUnit): Limit {
  return value === UNLIMITED
    ? { limit: null, unlimited: true, unit }
    : { limit: value, unlimited: false, unit };
}

/** Monthly limit of a service on a plan. */
export function serviceLimit(plan: PlanName, service: Service): Limit {
  const { monthlySearches, monthlyBrowserMinutes, monthlyEmails, monthlyCallMinutes } = PLANS[plan];
  const limits: Record<Service, Limit> = {
    search: toLimit(monthlySearches, 'searches'),
    browser: toLimit(monthlyBrowserMinutes, 'minutes'),
    email: toLimit(monthlyEmails, 'emails'),
    phone: toLimit(monthlyCallMinutes, 'minutes'),
  };
  return limits[service];
}

/** How many channels may be active at once on a plan. */
export function channelLimit(plan: PlanName): Limit {
  return toLimit(PLANS[plan].maxChannels, 'channels');
}
