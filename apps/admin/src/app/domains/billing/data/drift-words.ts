import type { DriftFindingDto, DriftKind, DriftRepair, DriftRunDto } from '@automna/api-client';
import type { RunWords } from '../../../runs/run.js';
import { absoluteTime, counted, money } from '../../../ui/format.js';
import { tookText } from '../../../ui/run-words.js';
import { humanise } from '../../../ui/state-labels.js';

// Exhaustive on purpose: a kind added to the API does not compile here until it has a word.
const KINDS: Record<DriftKind, string> = {
  subscription_missing: 'Subscription missing here',
  subscription_differs: 'Subscription differs',
  subscription_gone: 'Subscription gone at Stripe',
  two_live: 'Two live subscriptions',
  customer_gone: 'Customer gone at Stripe',
  price_unknown: 'Unknown price',
  catalogue_drift: 'Catalogue differs',
  event_missing: 'Event missing here',
};

/** What a repair does with a number of findings. */
const STEPS: Record<Exclude<DriftRepair, 'person'>, (found: number) => string> = {
  're-read': (found) =>
    `Read ${counted(found, 'object')} again from Stripe and write down what is true there.`,
  'take-in-event': (found) =>
    `Take in ${counted(found, 'event')} that never arrived, as if delivered just now.`,
};

export const kindLabel = (kind: string): string => (KINDS as Record<string, string>)[kind] ?? humanise(kind);

/** One column that differs, in the words of each side. */
export interface Difference {
  name: string;
  ours: string;
  theirs: string;
}

export function differences({ ours, theirs }: DriftFindingDto): Difference[] {
  const names = new Set([...Object.keys(ours ?? {}), ...Object.keys(theirs ?? {})]);
  return [...names].map((name) => ({
    name: humanise(name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()),
    ours: valueText(name, ours, ours?.[name]),
    theirs: valueText(name, theirs, theirs?.[name]),
  }));
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

function valueText(name: string, side: Record<string, unknown> | null, value: unknown): string {
  if (side === null) return 'not there';
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return /cents$/i.test(name) ? money(value) : String(value);
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value as string);
  return INSTANT.test(text) ? absoluteTime(text) : text;
}

/** `120 subscriptions of 98 customers and 340 events compared, with 12 requests to Stripe, in 3 s`. */
export function comparedText(run: DriftRunDto): string {
  const seen = `${counted(run.subscriptions, 'subscription')} of ${counted(run.customers, 'customer')}`;
  const events = counted(run.events, 'event');
  const requests = counted(run.calls, 'request');
  return `${seen} and ${events} compared, with ${requests} to Stripe${tookText(run)}.`;
}

export const DRIFT_WORDS: RunWords<DriftRunDto> = {
  findings: 'Findings',
  agree: 'They agree',
  compared: comparedText,
  steps: STEPS,
  repairNote: 'Nothing is changed at Stripe.',
  nothingFound: {
    heading: 'Stripe and the database agree',
    text: 'Every subscription, customer, price and event was the same on both sides.',
  },
  nothingYet: {
    heading: 'Nothing was compared yet',
    text: 'The schedule compares every hour. A check changes nothing but its own report.',
  },
  supportNote: 'Only admins can check and repair. Your account is support.',
};
