import { type Plan, PLANS, type PlanName, UNLIMITED } from '@automna/contracts';

/** A limit people compare; -1 reads as unlimited. */
const AMOUNTS: readonly {
  of: (plan: Plan) => number;
  one: string;
  many: string;
  per?: string;
  none: string;
}[] = [
  { of: (plan) => plan.maxChannels, one: 'channel', many: 'channels', none: 'Channels' },
  { of: (plan) => plan.monthlySearches, one: 'search', many: 'searches', per: 'a month', none: 'Searches' },
  {
    of: (plan) => plan.monthlyBrowserMinutes,
    one: 'browser minute',
    many: 'browser minutes',
    per: 'a month',
    none: 'Browser',
  },
  { of: (plan) => plan.monthlyEmails, one: 'email', many: 'emails', per: 'a month', none: 'Emails' },
  {
    of: (plan) => plan.monthlyCallMinutes,
    one: 'call minute',
    many: 'call minutes',
    per: 'a month',
    none: 'A phone number and calls',
  },
  {
    of: (plan) => plan.requestsPerMinute,
    one: 'request',
    many: 'requests',
    per: 'a minute',
    none: 'Requests',
  },
];

const FEATURES: readonly { has: (plan: Plan) => boolean; words: string }[] = [
  { has: (plan) => !plan.sleepWhenIdle, words: 'An agent that is always awake' },
  { has: (plan) => plan.cronEnabled, words: 'Scheduled tasks' },
  { has: (plan) => plan.customSkills, words: 'Custom skills' },
  { has: (plan) => plan.fileBrowser, words: 'The file browser' },
  { has: (plan) => plan.apiAccess, words: 'API access' },
];

/** What a move between two plans brings and takes, in words for people. */
export function gainsAndLosses(from: PlanName, to: PlanName): { gains: string[]; losses: string[] } {
  const [before, after] = [PLANS[from], PLANS[to]];
  const gains: string[] = [];
  const losses: string[] = [];
  for (const { of, one, many, per, none } of AMOUNTS) {
    const [old, next] = [of(before), of(after)];
    if (old === next) continue;
    const words = [amount(next), next === 1 ? one : many, ...(per ? [per] : [])].join(' ');
    const sentence = next === 0 ? none : `${words} instead of ${amount(old)}`;
    (size(next) > size(old) ? gains : losses).push(sentence);
  }
  for (const { has, words } of FEATURES) {
    if (has(after) && !has(before)) gains.push(words);
    if (has(before) && !has(after)) losses.push(words);
  }
  if (before.support !== after.support) {
    const better = after.priceCents > before.priceCents;
    (better ? gains : losses).push(`${after.support} support instead of ${before.support}`);
  }
  return { gains, losses };
}

function size(value: number): number {
  return value === UNLIMITED ? Infinity : value;
}

function amount(value: number): string {
  if (value === UNLIMITED) return 'unlimited';
  return value === 0 ? 'none' : value.toLocaleString('en-US');
}
