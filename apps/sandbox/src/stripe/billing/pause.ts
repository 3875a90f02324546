import { badRequest, notModelled } from '../http/errors.js';
import { serialiseSubscription } from '../serialise/subscription.js';
import type { SubscriptionRecord, SubscriptionShape } from '../state/records.js';
import type { World } from '../state/world.js';
import { collectInvoice } from './charging.js';
import { draftInvoice, finalizeInvoice, waitingLines, type InvoiceInput } from './invoicing.js';
import { recurringOf } from './items.js';
import { creditLine, periodLine } from './lines.js';
import { keepForLater } from './modify.js';
import { discardUpdate, holdUpdate } from './pending-update.js';
import { periodEnd } from './periods.js';
import { applyShape, changeSubscription } from './subscription-status.js';

/** Nothing is billed until it is resumed; the time already paid for becomes credit. */
export function pause(
  world: World,
  subscription: SubscriptionRecord,
  how: { creditFrom: 'now' | 'none' | 'item_current_period_start'; invoiceNow: boolean },
): void {
  if (!['active', 'trialing'].includes(subscription.status)) {
    throw badRequest(
      `Only active or trialing subscriptions can be paused; this one is ${subscription.status}.`,
    );
  }
  discardUpdate(world, subscription);
  if (how.creditFrom !== 'none' && subscription.status === 'active') {
    for (const item of subscription.items) {
      const at = how.creditFrom === 'now' ? world.now() : item.periodStart;
      keepForLater(world, subscription, creditLine(world, subscription, item, at));
    }
  }
  if (how.invoiceNow && waitingLines(world, subscription).length > 0) {
    const start = subscription.items[0]?.periodStart ?? world.now();
    const invoice = draftInvoice(world, subscription, {
      reason: 'subscription_update',
      lines: [],
      periodStart: start,
      periodEnd: world.now(),
    });
    finalizeInvoice(world, invoice);
    collectInvoice(world, invoice, 'absent');
  }
  changeSubscription(world, subscription, (it) => {
    it.status = 'paused';
  });
  world.emit('customer.subscription.paused', serialiseSubscription(subscription, world));
}

/** Goes on with a new period that begins now. */
export function resume(
  world: World,
  subscription: SubscriptionRecord,
  how: { anchor: 'now' | 'unchanged'; onSuccessOnly: boolean },
): void {
  if (subscription.status !== 'paused') {
    throw badRequest(`Only paused subscriptions can be resumed; this one is ${subscription.status}.`);
  }
  if (how.anchor === 'unchanged') {
    throw notModelled('resuming with an unchanged billing date', 'billing_cycle_anchor');
  }
  const now = world.now();
  const end = periodEnd(now, recurringOf(world, subscription.items), now);
  const shape: SubscriptionShape = {
    items: subscription.items.map((item) => ({ ...item, periodStart: now, periodEnd: end })),
    discounts: subscription.discounts,
    billingCycleAnchor: now,
    trialStart: subscription.trialStart,
    trialEnd: subscription.trialEnd,
    status: 'active',
  };
  const after = { ...subscription, ...shape, status: 'active' as const };
  const input: InvoiceInput = {
    reason: 'subscription_update',
    lines: shape.items.map((item) => periodLine(world, after, item)),
    periodStart: now,
    periodEnd: now,
  };
  if (how.onSuccessOnly) {
    holdUpdate(world, subscription, shape, { items: false, anchor: true, trialEnd: false }, input);
  } else {
    const id = world.ctx.newId('in_');
    changeSubscription(world, subscription, (it) => {
      applyShape(it, shape);
      it.latestInvoice = id;
    });
    const invoice = draftInvoice(world, subscription, { ...input, id });
    finalizeInvoice(world, invoice);
    collectInvoice(world, invoice, 'absent');
  }
  if ((subscription.status as string) !== 'paused') {
    world.emit('customer.subscription.resumed', serialiseSubscription(subscription, world));
  }
}
