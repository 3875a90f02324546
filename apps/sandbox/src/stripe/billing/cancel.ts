import type { SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { openInvoices } from './invoicing.js';
import { endSubscription } from './subscription-status.js';

/** Why and how a subscription ends. */
export interface Cancellation {
  comment?: string | null;
  feedback?: string | null;
  reason?: string;
}

/** Ends a subscription now. Unpaid invoices stay open but are no longer collected by themselves. */
export function cancelNow(world: World, subscription: SubscriptionRecord, details: Cancellation = {}): void {
  const now = world.now();
  for (const invoice of openInvoices(world, subscription.id)) {
    invoice.nextPaymentAttempt = null;
    invoice.autoAdvance = false;
  }
  for (const pending of world.pendingLines.all()) {
    if (pending.subscription === subscription.id) world.pendingLines.remove(pending.id);
  }
  endSubscription(world, subscription, (it) => {
    it.canceledAt ??= now;
    it.endedAt = now;
    it.cancellation = {
      comment: details.comment ?? it.cancellation.comment,
      feedback: details.feedback ?? it.cancellation.feedback,
      reason: details.reason ?? it.cancellation.reason ?? 'cancellation_requested',
    };
  });
}
