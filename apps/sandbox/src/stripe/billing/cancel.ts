import type { SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { collectInvoice } from './charging.js';
import { draftInvoice, finalizeInvoice, stopCollecting, waitingLines } from './invoicing.js';
import { creditLine } from './lines.js';
import { keepForLater } from './modify.js';
import { discardUpdate } from './pending-update.js';
import { endSchedule } from './schedule-end.js';
import { endSubscription } from './subscription-status.js';

/** Why and how a subscription ends. */
export interface Cancellation {
  comment?: string | null;
  feedback?: string | null;
  reason?: string;
}

/** What happens to the money of a subscription that ends. */
export interface FinalBill {
  /** Credit the time that was paid and is not used. */
  prorate?: boolean;
  /** Make a last invoice of everything that waits for one. */
  invoiceNow?: boolean;
}

/** Ends a subscription now. Unpaid invoices stay open but are no longer collected by themselves. */
export function cancelNow(
  world: World,
  subscription: SubscriptionRecord,
  details: Cancellation = {},
  bill: FinalBill = {},
): void {
  const now = world.now();
  discardUpdate(world, subscription);
  if (bill.prorate && ['active', 'past_due'].includes(subscription.status)) {
    for (const item of subscription.items) {
      keepForLater(world, subscription, creditLine(world, subscription, item, now));
    }
  }
  stopCollecting(world, subscription.id);
  if (bill.invoiceNow && waitingLines(world, subscription).length > 0) finalInvoice(world, subscription);
  endSubscription(world, subscription, (it) => {
    it.canceledAt ??= now;
    it.endedAt = now;
    it.cancellation = {
      comment: details.comment ?? it.cancellation.comment,
      feedback: details.feedback ?? it.cancellation.feedback,
      reason: details.reason ?? it.cancellation.reason ?? 'cancellation_requested',
    };
  });
  endSchedule(world, subscription);
}

/** At the end it asked for. What still waited to be billed goes on a last invoice, as Stripe does at the period's end. */
export function cancelAtEnd(world: World, subscription: SubscriptionRecord): void {
  cancelNow(world, subscription, {}, { invoiceNow: true });
}

function finalInvoice(world: World, subscription: SubscriptionRecord): void {
  const start = subscription.items[0]?.periodStart ?? world.now();
  const invoice = draftInvoice(world, subscription, {
    reason: 'subscription_update',
    lines: [],
    periodStart: start,
    periodEnd: world.now(),
  });
  subscription.latestInvoice = invoice.id;
  finalizeInvoice(world, invoice);
  collectInvoice(world, invoice, 'absent');
}
