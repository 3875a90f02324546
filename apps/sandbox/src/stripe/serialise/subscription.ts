import type Stripe from 'stripe';
import type { SubscriptionItemRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { serialisePlan, serialisePrice } from './catalogue.js';
import { nestedList } from './shared.js';

export function serialiseSubscriptionItem(
  item: SubscriptionItemRecord,
  world: World,
): Stripe.SubscriptionItem {
  const price = world.prices.need(item.price);
  return {
    id: item.id,
    object: 'subscription_item',
    billing_thresholds: null,
    created: item.created,
    current_period_end: item.periodEnd,
    current_period_start: item.periodStart,
    current_trial: null,
    discounts: [],
    metadata: item.metadata,
    plan: serialisePlan(price),
    price: serialisePrice(price),
    quantity: item.quantity,
    subscription: item.subscription,
    tax_rates: [],
  };
}

/** Periods are on the items; the subscription itself has none in this API version. */
export function serialiseSubscription(subscription: SubscriptionRecord, world: World): Stripe.Subscription {
  const items = subscription.items.map((item) => serialiseSubscriptionItem(item, world));
  return {
    id: subscription.id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: subscription.billingCycleAnchor,
    billing_cycle_anchor_config: null,
    billing_mode:
      subscription.billingMode === 'flexible'
        ? {
            flexible: { proration_discounts: 'included' },
            type: 'flexible',
            updated_at: subscription.created,
          }
        : { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: subscription.cancelAt,
    cancel_at_period_end: subscription.cancelAtPeriodEnd,
    canceled_at: subscription.canceledAt,
    cancellation_details: {
      comment: subscription.cancellation.comment,
      feedback: subscription.cancellation.feedback,
      feedback_option: null,
      reason: subscription.cancellation.reason,
    },
    collection_method: 'charge_automatically',
    created: subscription.created,
    currency: subscription.currency,
    customer: subscription.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: subscription.defaultPaymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: subscription.description,
    discounts: subscription.discounts,
    ended_at: subscription.endedAt,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: nestedList(items, `/v1/subscription_items?subscription=${subscription.id}`),
    latest_invoice: subscription.latestInvoice,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: subscription.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: subscription.saveDefaultPaymentMethod,
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: serialisePendingUpdate(subscription, world),
    schedule: subscription.schedule,
    start_date: subscription.startDate,
    status: subscription.status,
    test_clock: world.clockOf(subscription.customer),
    transfer_data: null,
    trial_end: subscription.trialEnd,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: subscription.missingPaymentMethod,
      },
    },
    trial_start: subscription.trialStart,
  };
}

function serialisePendingUpdate(
  subscription: SubscriptionRecord,
  world: World,
): Stripe.Subscription.PendingUpdate | null {
  const update = subscription.pendingUpdate;
  if (!update) return null;
  const { shape, shows } = update;
  return {
    billing_cycle_anchor: shows.anchor ? shape.billingCycleAnchor : null,
    cancel_at_period_end: null,
    discount: null,
    discounts: null,
    expires_at: update.expiresAt,
    metadata: null,
    subscription_items: shows.items
      ? shape.items.map((item) => serialiseSubscriptionItem(item, world))
      : null,
    trial_end: shows.trialEnd ? shape.trialEnd : null,
    trial_from_plan: null,
  };
}
