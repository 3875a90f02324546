import type { World } from '../state/world.js';
import { cancelNow } from './cancel.js';
import { expireSession } from './checkout.js';
import { collectInvoice } from './charging.js';
import { announceTrialEnd, expireIncomplete, renew } from './renewal.js';
import { RENEWING } from './subscription-status.js';

/** Something that happens by itself at a certain second. */
export interface Due {
  at: number;
  run(): void;
}

const HOUR = 3600;
const TRIAL_NOTICE = 72 * HOUR;
const INCOMPLETE_FOR = 23 * HOUR;

/** Runs everything that is due, in the order of its time, each as of its own second. */
export function runDue(world: World, now: number): void {
  // A jump of years over many subscriptions is bounded, so that a typo in a test cannot hang the sandbox.
  for (let round = 0; round < 100_000; round++) {
    const next = earliest(world, now);
    if (!next) return;
    world.at(next.at, next.run);
  }
}

function earliest(world: World, now: number): Due | undefined {
  let first: Due | undefined;
  for (const due of timers(world)) {
    if (due.at <= now && (!first || due.at < first.at)) first = due;
  }
  return first;
}

function* timers(world: World): Generator<Due> {
  for (const session of world.checkoutSessions.all()) {
    if (session.status === 'open') yield { at: session.expiresAt, run: () => expireSession(world, session) };
  }
  for (const subscription of world.subscriptions.all()) {
    if (subscription.status === 'incomplete') {
      yield { at: subscription.created + INCOMPLETE_FOR, run: () => expireIncomplete(world, subscription) };
    }
    if (!RENEWING.includes(subscription.status)) continue;
    if (
      subscription.trialEnd !== null &&
      subscription.status === 'trialing' &&
      !subscription.trialWillEndSent
    ) {
      const at = Math.max(subscription.created, subscription.trialEnd - TRIAL_NOTICE);
      yield { at, run: () => announceTrialEnd(world, subscription) };
    }
    const end = subscription.items[0]?.periodEnd ?? Number.POSITIVE_INFINITY;
    if (subscription.cancelAt !== null && subscription.cancelAt <= end) {
      yield { at: subscription.cancelAt, run: () => cancelNow(world, subscription) };
    } else {
      yield { at: end, run: () => renew(world, subscription) };
    }
  }
  for (const invoice of world.invoices.all()) {
    if (invoice.status !== 'open' || invoice.nextPaymentAttempt === null) continue;
    yield { at: invoice.nextPaymentAttempt, run: () => void collectInvoice(world, invoice, 'absent') };
  }
}
