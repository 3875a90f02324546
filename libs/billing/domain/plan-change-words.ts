import { type Plan, PLANS, type PlanName, UNLIMITED } from '@automna/contracts';

/** A limit people compare; -1 reads as unlimited. */
const AMOUNTS: readonly { of: (plan: Plan) => number; unit: string; none: string }[] = [
  { of: (plan) => plan.maxChannels, unit: 'channels', none: 'Channels' },
  { of: (plan) => plan.monthlySearches, unit: 'searches a month', none: 'Searches' },
  { of: (plan) => plan.monthlyBrowserMinutes, unit: 'browser minutes a month', none: 'Browser' },
  { of: (plan) => plan.monthlyEmails, unit: 'e-mails a month', none: 'E-mails' },
  { of: (plan) => plan.monthlyCallMinutes, unit: 'call minutes a month', none: 'A phone number and calls' },
  { of: (plan) => plan.requestsPerMinute, unit: 'requests a minute', none: 'Requests' },
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
  for (const { of, unit, none } of AMOUNTS) {
    const [old, next] = [of(before), of(after)];
    if (old === next) continue;
    const sentence = next === 0 ? none : `${counted(next, unit)} instead of ${amount(old)}`;
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

function counted(value: number, unit: string): string {
  return `${amount(value)} ${value === 1 ? unit.replace(/s\b/, '') : unit}`;
}

function amount(value: number): string {
  if (value === UNLIMITED) return 'unlimited';
  return value === 0 ? 'none' : value.toLocaleString('en-US');
}
