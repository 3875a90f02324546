import { serialiseSubscription } from '../serialise/subscription.js';
import type { PendingUpdateRecord, SubscriptionRecord, SubscriptionShape } from '../state/records.js';
import type { World } from '../state/world.js';
import { collectInvoice } from './charging.js';
import { draftInvoice, finalizeInvoice, voidInvoice, type InvoiceInput } from './invoicing.js';
import { applyShape, changeSubscription } from './subscription-status.js';

const HOUR = 3600;
const LASTS = 23 * HOUR;

/** `payment_behavior: pending_if_incomplete`: the change happens when its invoice is paid, and not before. */
export function holdUpdate(
  world: World,
  subscription: SubscriptionRecord,
  shape: SubscriptionShape,
  shows: PendingUpdateRecord['shows'],
  input: InvoiceInput,
): void {
  const invoice = draftInvoice(world, subscription, { ...input, holdsUpdate: true });
  finalizeInvoice(world, invoice);
  const update: PendingUpdateRecord = {
    expiresAt: Math.min(world.now() + LASTS, ...subscription.items.map((it) => it.periodEnd)),
    invoice: invoice.id,
    shape,
    shows,
    announced: false,
  };
  subscription.pendingUpdate = update;
  const error = collectInvoice(world, invoice, 'absent');
  if (!error) return;
  // Only now does anybody get to see it, so that the event tells what was there before.
  subscription.pendingUpdate = null;
  changeSubscription(world, subscription, (it) => {
    it.pendingUpdate = { ...update, announced: true };
    it.latestInvoice = invoice.id;
  });
}

/** The invoice of a pending update was paid: the update happens. */
export function applyUpdate(world: World, subscription: SubscriptionRecord, invoice: string): void {
  const update = subscription.pendingUpdate;
  if (update?.invoice !== invoice) return;
  changeSubscription(world, subscription, (it) => {
    it.pendingUpdate = null;
    applyShape(it, update.shape);
    it.latestInvoice = invoice;
  });
  if (update.announced) {
    world.emit('customer.subscription.pending_update_applied', serialiseSubscription(subscription, world));
  }
}

/** Its time is over, its invoice was voided, or another change came: it never happens. */
export function discardUpdate(world: World, subscription: SubscriptionRecord): void {
  const update = subscription.pendingUpdate;
  if (!update) return;
  changeSubscription(world, subscription, (it) => {
    it.pendingUpdate = null;
  });
  world.emit('customer.subscription.pending_update_expired', serialiseSubscription(subscription, world));
  const invoice = world.invoices.get(update.invoice);
  if (invoice?.status === 'open') voidInvoice(world, invoice);
}

/** The update that waits for this invoice is discarded when somebody voids it. */
export function afterVoid(world: World, subscription: SubscriptionRecord, invoice: string): void {
  if (subscription.pendingUpdate?.invoice === invoice) discardUpdate(world, subscription);
}
