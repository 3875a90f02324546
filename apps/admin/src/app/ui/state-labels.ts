import type {
  MachineState,
  ServiceStanding,
  StripeEventState,
  SubscriptionStatus,
} from '@automna/api-client';
import type { Verdict } from '@automna/contracts';
import type { StatusWords } from '@automna/web-ui';

// Staff get the exact state where customers get a kind word, so these are the console's own.
// Exhaustive on purpose: a state added to the API does not compile here until it has a word and a meaning.
const SUBSCRIPTION: Record<SubscriptionStatus, StatusWords> = {
  none: { label: 'No subscription', tone: 'neutral' },
  incomplete: { label: 'Incomplete', tone: 'warn' },
  trialing: { label: 'Trial', tone: 'info' },
  active: { label: 'Active', tone: 'ok' },
  past_due: { label: 'Past due', tone: 'warn' },
  canceled: { label: 'Canceled', tone: 'neutral' },
  unpaid: { label: 'Unpaid', tone: 'bad' },
  paused: { label: 'Paused', tone: 'idle' },
};

/** `ready` is our book's word: set up, whatever Fly is doing with it right now. */
const MACHINE: Record<MachineState | 'ready', StatusWords> = {
  none: { label: 'No machine', tone: 'neutral' },
  provisioning: { label: 'Setting up', tone: 'info', busy: true },
  ready: { label: 'Ready', tone: 'ok' },
  starting: { label: 'Starting', tone: 'info', busy: true },
  awake: { label: 'Awake', tone: 'ok' },
  asleep: { label: 'Asleep', tone: 'idle' },
  stopping: { label: 'Stopping', tone: 'neutral', busy: true },
  unreachable: { label: 'Unreachable', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
};

const VERDICT: Record<Verdict, StatusWords> = {
  valid: { label: 'Valid', tone: 'ok' },
  no_credit: { label: 'No credit', tone: 'warn' },
  rate_limited: { label: 'Rate limited', tone: 'info' },
  unverified: { label: 'Not verified yet', tone: 'info' },
  revoked: { label: 'Revoked', tone: 'bad' },
  forbidden: { label: 'Forbidden', tone: 'bad' },
  on_hold: { label: 'On hold', tone: 'bad' },
  wrong_kind: { label: 'Wrong kind', tone: 'bad' },
  malformed: { label: 'Malformed', tone: 'bad' },
  unexpected: { label: 'Unexpected answer', tone: 'warn' },
};

/** What the customer gets for the subscription right now. */
const SERVICE: Record<ServiceStanding, StatusWords> = {
  running: { label: 'Running', tone: 'ok' },
  payment_late: { label: 'Payment late', tone: 'warn' },
  suspended: { label: 'Suspended', tone: 'bad' },
  ended: { label: 'Ended', tone: 'neutral' },
  none: { label: 'No service', tone: 'neutral' },
};

const STRIPE_EVENT: Record<StripeEventState, StatusWords> = {
  pending: { label: 'Waiting', tone: 'info', busy: true },
  processed: { label: 'Processed', tone: 'ok' },
  ignored: { label: 'Ignored', tone: 'neutral' },
  failed: { label: 'Failed', tone: 'bad' },
};

export const serviceLabel = (standing: string): StatusWords => lookUp(SERVICE, standing);
export const stripeEventLabel = (status: string): StatusWords => lookUp(STRIPE_EVENT, status);
export const subscriptionLabel = (status: string): StatusWords => lookUp(SUBSCRIPTION, status);
export const machineLabel = (state: string | null | undefined): StatusWords =>
  lookUp(MACHINE, state ?? 'none');
export const verdictLabel = (verdict: string | null | undefined): StatusWords =>
  verdict ? lookUp(VERDICT, verdict) : { label: 'No key', tone: 'neutral' };

/** The server may be a release ahead of an open tab: an unknown state is shown as it is, never hidden. */
function lookUp(labels: Record<string, StatusWords>, state: string): StatusWords {
  return labels[state] ?? { label: humanise(state), tone: 'neutral' };
}

/** `past_due` -> `Past due`. */
export function humanise(word: string): string {
  const words = word.replace(/[_.-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
