import type { SubscriptionRecord } from '../state/records.js';
import { serialiseSubscription } from '../serialise/subscription.js';
import type { World } from '../state/world.js';
import { cancelNow } from './cancel.js';
import { collectInvoice, payingMethod } from './charging.js';
import { draftInvoice, finalizeInvoice, openInvoices, voidInvoice } from './invoicing.js';
import { periodLine } from './lines.js';
import { periodEnd } from './periods.js';
import { changeSubscription } from './subscription-status.js';

/** Begins the next period: new invoice, charged at once (Stripe waits about an hour; nobody here would learn from it). */
export function renew(world: World, subscription: SubscriptionRecord): void {
  const start = subscription.items[0]?.periodEnd ?? world.now();
  const before = subscription.items[0]?.periodStart ?? start;
  const endedTrial = subscription.status === 'trialing';
  if (endedTrial && subscription.missingPaymentMethod === 'cancel' && !payingMethod(world, subscription)) {
    cancelNow(world, subscription);
    return;
  }
  const invoiceId = world.ctx.newId('in_');
  const nothingPaid = subscription.status === 'unpaid';
  changeSubscription(world, subscription, (it) => {
    it.latestInvoice = invoiceId;
    if (endedTrial) it.status = 'active';
    for (const item of it.items) {
      const { recurring } = world.prices.need(item.price);
      item.periodStart = start;
      item.periodEnd = periodEnd(
        it.billingCycleAnchor,
        recurring ?? { interval: 'month', intervalCount: 1 },
        start,
      );
    }
  });
  const invoice = draftInvoice(world, subscription, {
    id: invoiceId,
    reason: 'subscription_cycle',
    lines: subscription.items.map((item) => periodLine(world, subscription, item)),
    periodStart: before,
    periodEnd: start,
  });
  if (nothingPaid) {
    // As Stripe does while a subscription is unpaid: the invoice stays a draft until somebody finalises it.
    invoice.autoAdvance = false;
    return;
  }
  finalizeInvoice(world, invoice);
  collectInvoice(world, invoice, 'absent');
}

/** Ends a trial before its time, as `trial_end=now` does. */
export function endTrialNow(world: World, subscription: SubscriptionRecord): void {
  const now = world.now();
  changeSubscription(world, subscription, (it) => {
    it.trialEnd = now;
    it.billingCycleAnchor = now;
    for (const item of it.items) item.periodEnd = now;
  });
  renew(world, subscription);
}

/** Three days before a trial ends. */
export function announceTrialEnd(world: World, subscription: SubscriptionRecord): void {
  subscription.trialWillEndSent = true;
  world.emit('customer.subscription.trial_will_end', serialiseSubscription(subscription, world));
}

/** The first payment never came within 23 hours. */
export function expireIncomplete(world: World, subscription: SubscriptionRecord): void {
  openInvoices(world, subscription.id).forEach((invoice) => voidInvoice(world, invoice));
  changeSubscription(world, subscription, (it) => {
    it.status = 'incomplete_expired';
    it.endedAt = world.now();
  });
}
