import type { InvoiceRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { cancelAtEnd } from './cancel.js';
import { expireSession } from './checkout.js';
import { collectInvoice } from './charging.js';
import { finalizeInvoice } from './invoicing.js';
import { discardUpdate } from './pending-update.js';
import { announceTrialEnd, expireIncomplete, renew } from './renewal.js';
import { turnPhase } from './schedule-phases.js';
import { RENEWING } from './subscription-status.js';

/** Something that happens by itself at a certain second. */
export interface Due {
  at: number;
  /** Whose it is; null when nobody's. */
  customer: string | null;
  run(): void;
}

const HOUR = 3600;
const TRIAL_NOTICE = 72 * HOUR;
const INCOMPLETE_FOR = 23 * HOUR;

/** Which customers' timers run; a test clock moves only its own. */
export type Concerns = (customer: string | null) => boolean;

/** Runs everything that is due, in the order of its time, each as of its own second, or until `enough` says stop. */
export function runDue(
  world: World,
  now: number,
  concerns: Concerns = () => true,
  enough: () => boolean = () => false,
): void {
  // A jump of years over many subscriptions is bounded, so that a typo in a test cannot hang the sandbox.
  for (let round = 0; round < 100_000; round++) {
    const next = earliest(world, now, concerns);
    if (!next) return;
    world.at(next.at, next.run);
    if (enough()) return;
  }
}

function earliest(world: World, now: number, concerns: Concerns): Due | undefined {
  let first: Due | undefined;
  for (const due of timers(world)) {
    if (due.at > now || (first && due.at >= first.at)) continue;
    if (concerns(due.customer)) first = due;
  }
  return first;
}

/** Within one second the earlier in this list goes first: a phase turns before the renewal that bills it. */
function* timers(world: World): Generator<Due> {
  for (const session of world.checkoutSessions.all()) {
    if (session.status !== 'open') continue;
    yield { at: session.expiresAt, customer: session.customer, run: () => expireSession(world, session) };
  }
  for (const schedule of world.schedules.all()) {
    if (schedule.status !== 'active' && schedule.status !== 'not_started') continue;
    const phase = schedule.phases[schedule.current];
    const at = phase ? phase.endDate : (schedule.phases[0]?.startDate ?? Number.POSITIVE_INFINITY);
    yield { at, customer: schedule.customer, run: () => turnPhase(world, schedule) };
  }
  for (const subscription of world.subscriptions.all()) yield* subscriptionTimers(world, subscription);
  for (const invoice of world.invoices.all()) yield* invoiceTimers(world, invoice);
}

function* subscriptionTimers(world: World, subscription: SubscriptionRecord): Generator<Due> {
  const { customer } = subscription;
  if (subscription.status === 'incomplete') {
    const at = subscription.created + INCOMPLETE_FOR;
    yield { at, customer, run: () => expireIncomplete(world, subscription) };
  }
  if (subscription.pendingUpdate) {
    const at = subscription.pendingUpdate.expiresAt;
    yield { at, customer, run: () => discardUpdate(world, subscription) };
  }
  if (!RENEWING.includes(subscription.status)) return;
  if (
    subscription.trialEnd !== null &&
    subscription.status === 'trialing' &&
    !subscription.trialWillEndSent
  ) {
    const at = Math.max(subscription.created, subscription.trialEnd - TRIAL_NOTICE);
    yield { at, customer, run: () => announceTrialEnd(world, subscription) };
  }
  const end = subscription.items[0]?.periodEnd ?? Number.POSITIVE_INFINITY;
  if (subscription.cancelAt !== null && subscription.cancelAt <= end) {
    yield { at: subscription.cancelAt, customer, run: () => cancelAtEnd(world, subscription) };
  } else {
    yield { at: end, customer, run: () => renew(world, subscription) };
  }
}

function* invoiceTimers(world: World, invoice: InvoiceRecord): Generator<Due> {
  const { customer } = invoice;
  if (invoice.status === 'draft' && invoice.finalizesAt !== null) {
    yield { at: invoice.finalizesAt, customer, run: () => finalizeAndCollect(world, invoice) };
  }
  if (invoice.status === 'open' && invoice.nextPaymentAttempt !== null) {
    const at = invoice.nextPaymentAttempt;
    yield { at, customer, run: () => void collectInvoice(world, invoice, 'absent') };
  }
}

function finalizeAndCollect(world: World, invoice: InvoiceRecord): void {
  finalizeInvoice(world, invoice);
  if (invoice.autoAdvance) collectInvoice(world, invoice, 'absent');
}
