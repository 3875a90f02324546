import type { SubscriptionRecord } from '../state/records.js';
import { serialiseSubscription } from '../serialise/subscription.js';
import type { World } from '../state/world.js';
import { cancelNow } from './cancel.js';
import { payingMethod } from './charging.js';
import { draftInvoice, finalizeInAnHour, openInvoices, voidInvoice } from './invoicing.js';
import { recurringOf } from './items.js';
import { periodLine } from './lines.js';
import { periodEnd } from './periods.js';
import { changeSubscription } from './subscription-status.js';

/** Begins the next period with a draft of its invoice, which is finalised and charged an hour later. */
export function renew(world: World, subscription: SubscriptionRecord): void {
  const start = subscription.items[0]?.periodEnd ?? world.now();
  const before = subscription.items[0]?.periodStart ?? start;
  const endedTrial = subscription.status === 'trialing';
  if (endedTrial && endsWithoutMethod(world, subscription)) return;
  const invoiceId = world.ctx.newId('in_');
  const nothingPaid = subscription.status === 'unpaid';
  changeSubscription(world, subscription, (it) => {
    it.latestInvoice = invoiceId;
    if (endedTrial) it.status = 'active';
    const recurring = recurringOf(world, it.items);
    for (const item of it.items) {
      item.periodStart = start;
      item.periodEnd = periodEnd(it.billingCycleAnchor, recurring, start);
    }
  });
  const invoice = draftInvoice(world, subscription, {
    id: invoiceId,
    reason: 'subscription_cycle',
    lines: subscription.items.map((item) => periodLine(world, subscription, item)),
    periodStart: before,
    periodEnd: start,
  });
  // As Stripe does while a subscription is unpaid: the invoice stays a draft until somebody finalises it.
  if (nothingPaid) invoice.autoAdvance = false;
  else finalizeInAnHour(world, invoice);
}

/** What `trial_settings.end_behavior` wants when nobody gave a card. */
function endsWithoutMethod(world: World, subscription: SubscriptionRecord): boolean {
  if (subscription.missingPaymentMethod === 'create_invoice' || payingMethod(world, subscription)) {
    return false;
  }
  if (subscription.missingPaymentMethod === 'cancel') cancelNow(world, subscription);
  else {
    changeSubscription(world, subscription, (it) => {
      it.status = 'paused';
    });
    world.emit('customer.subscription.paused', serialiseSubscription(subscription, world));
  }
  return true;
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
