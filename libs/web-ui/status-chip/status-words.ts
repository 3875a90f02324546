import type { KeyStatusDto, MachineDto, SubscriptionDto } from '@automna/api-client';
import type { Tone } from './status-chip.js';

/** How a state is shown: the word, its tone, and whether it is still changing. */
export interface StatusWords {
  label: string;
  tone: Tone;
  busy?: boolean;
}

const MACHINE: Record<MachineDto['state'], StatusWords> = {
  none: { label: 'Not set up', tone: 'neutral' },
  provisioning: { label: 'Being set up', tone: 'info', busy: true },
  starting: { label: 'Waking up', tone: 'info', busy: true },
  awake: { label: 'Awake', tone: 'ok' },
  asleep: { label: 'Asleep', tone: 'idle' },
  stopping: { label: 'Going to sleep', tone: 'idle', busy: true },
  unreachable: { label: 'Not answering', tone: 'warn' },
  failed: { label: 'Needs attention', tone: 'bad' },
};

const SUBSCRIPTION: Record<SubscriptionDto['status'], StatusWords> = {
  none: { label: 'No plan', tone: 'neutral' },
  incomplete: { label: 'Payment incomplete', tone: 'warn' },
  trialing: { label: 'Trial', tone: 'info' },
  active: { label: 'Active', tone: 'ok' },
  past_due: { label: 'Payment overdue', tone: 'warn' },
  canceled: { label: 'Cancelled', tone: 'neutral' },
  unpaid: { label: 'Unpaid', tone: 'bad' },
  paused: { label: 'Paused', tone: 'idle' },
};

type Verdict = NonNullable<KeyStatusDto['verdict']>;

const VERDICT: Record<Verdict, StatusWords> = {
  valid: { label: 'Working', tone: 'ok' },
  no_credit: { label: 'No credit', tone: 'warn' },
  rate_limited: { label: 'Saved, being checked', tone: 'info', busy: true },
  unverified: { label: 'Saved, being checked', tone: 'info', busy: true },
  unexpected: { label: 'Saved, being checked', tone: 'info', busy: true },
  revoked: { label: 'Refused by Anthropic', tone: 'bad' },
  forbidden: { label: 'Not permitted', tone: 'bad' },
  on_hold: { label: 'Organisation on hold', tone: 'bad' },
  wrong_kind: { label: 'Wrong kind of key', tone: 'bad' },
  malformed: { label: 'Not a key', tone: 'bad' },
};

/** As Stripe names them; `uncollectible` = given up on. */
const INVOICE: Record<string, StatusWords> = {
  draft: { label: 'Being prepared', tone: 'neutral' },
  open: { label: 'Not paid yet', tone: 'warn' },
  paid: { label: 'Paid', tone: 'ok' },
  void: { label: 'Cancelled', tone: 'neutral' },
  uncollectible: { label: 'Not collected', tone: 'neutral' },
};

const UNKNOWN: StatusWords = { label: 'Unknown', tone: 'neutral' };

export const machineWords = (state: MachineDto['state']): StatusWords => MACHINE[state] ?? UNKNOWN;
export const subscriptionWords = (status: SubscriptionDto['status']): StatusWords =>
  SUBSCRIPTION[status] ?? UNKNOWN;
export const verdictWords = (verdict: Verdict | null): StatusWords =>
  verdict ? (VERDICT[verdict] ?? UNKNOWN) : { label: 'Not connected', tone: 'neutral' };
export const invoiceWords = (status: string): StatusWords => INVOICE[status] ?? UNKNOWN;
