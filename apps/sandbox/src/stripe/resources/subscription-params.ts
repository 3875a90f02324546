import {
  emptyable,
  flag,
  hash,
  integer,
  list,
  metadata,
  oneOf,
  page,
  params,
  range,
  text,
  timestamp,
  unmodelled,
} from '../http/params.js';

const cancellationDetails = hash({
  comment: emptyable(text()).optional(),
  feedback: emptyable(
    oneOf(
      'customer_service',
      'low_quality',
      'missing_features',
      'other',
      'switched_service',
      'too_complex',
      'too_expensive',
      'unused',
    ),
  ).optional(),
  ...unmodelled('feedback_option'),
});
const trialSettings = hash({
  end_behavior: hash({
    missing_payment_method: oneOf('cancel', 'create_invoice', 'pause'),
    ...unmodelled('billing_cycle_anchor'),
  }),
});
const paymentSettings = hash({
  save_default_payment_method: oneOf('off', 'on_subscription').optional(),
  ...unmodelled('payment_method_options', 'payment_method_types'),
});
const behaviors = ['allow_incomplete', 'default_incomplete', 'error_if_incomplete'] as const;
const paymentBehavior = oneOf(...behaviors);
const updateBehavior = oneOf(...behaviors, 'pending_if_incomplete');
/** `discounts` of a call; empty text takes all off. */
export const discountsParam = () =>
  emptyable(
    list(
      hash({
        coupon: text().optional(),
        discount: text().optional(),
        promotion_code: text().optional(),
      }),
      20,
    ),
  );
export const prorationBehavior = oneOf('create_prorations', 'always_invoice', 'none');
const quantity = integer({ min: 1, max: 999_999 });

const common = {
  cancel_at_period_end: flag().optional(),
  collection_method: oneOf('charge_automatically').optional(),
  default_payment_method: text().optional(),
  description: emptyable(text(500)).optional(),
  metadata: metadata().optional(),
  off_session: flag().optional(),
  discounts: discountsParam().optional(),
  payment_settings: paymentSettings.optional(),
  proration_behavior: prorationBehavior.optional(),
  trial_settings: trialSettings.optional(),
  automatic_tax: hash({ enabled: oneOf('false') }).optional(),
  ...unmodelled(
    'add_invoice_items',
    'application_fee_percent',
    'billing_schedules',
    'billing_thresholds',
    'days_until_due',
    'default_source',
    'default_tax_rates',
    'invoice_settings',
    'on_behalf_of',
    'pending_invoice_item_interval',
    'transfer_data',
    'trial_from_plan',
  ),
};

export const createParams = params({
  ...common,
  payment_behavior: paymentBehavior.optional(),
  customer: text(),
  items: list(
    hash({
      price: text(),
      quantity: quantity.optional(),
      metadata: metadata().optional(),
      ...unmodelled('billing_thresholds', 'current_trial', 'discounts', 'plan', 'price_data', 'tax_rates'),
    }),
    20,
  ).min(1),
  billing_mode: hash({
    type: oneOf('classic', 'flexible'),
    flexible: hash({ proration_discounts: oneOf('included').optional() }).optional(),
  }).optional(),
  cancel_at: timestamp().optional(),
  currency: text().optional(),
  trial_end: timestamp().optional(),
  trial_period_days: integer({ min: 0, max: 730 }).optional(),
  ...unmodelled(
    'backdate_start_date',
    'billing_cycle_anchor',
    'billing_cycle_anchor_config',
    'customer_account',
  ),
});

/** Item changes, as an update and a preview take them. */
export const itemChanges = () =>
  list(
    hash({
      id: text().optional(),
      price: text().optional(),
      quantity: quantity.optional(),
      deleted: flag().optional(),
      metadata: metadata().optional(),
      ...unmodelled(
        'billing_thresholds',
        'clear_usage',
        'current_trial',
        'discounts',
        'plan',
        'price_data',
        'tax_rates',
      ),
    }),
    20,
  );

export const updateParams = params({
  ...common,
  payment_behavior: updateBehavior.optional(),
  items: itemChanges().optional(),
  billing_cycle_anchor: hash({ type: oneOf('now', 'unchanged') }).optional(),
  cancel_at: emptyable(timestamp()).optional(),
  cancellation_details: cancellationDetails.optional(),
  proration_date: timestamp().optional(),
  trial_end: oneOf('now').or(timestamp()).optional(),
  ...unmodelled('pause_collection'),
});

export const cancelParams = params({
  cancellation_details: cancellationDetails.optional(),
  invoice_now: flag().optional(),
  prorate: flag().optional(),
});

export const listParams = params({
  ...page,
  collection_method: oneOf('charge_automatically', 'send_invoice').optional(),
  created: range().optional(),
  current_period_end: range().optional(),
  current_period_start: range().optional(),
  customer: text().optional(),
  price: text().optional(),
  status: oneOf(
    'active',
    'all',
    'canceled',
    'ended',
    'incomplete',
    'incomplete_expired',
    'past_due',
    'paused',
    'trialing',
    'unpaid',
  ).optional(),
  test_clock: text().optional(),
  ...unmodelled('automatic_tax', 'customer_account', 'plan'),
});

export const itemUpdateParams = params({
  price: text().optional(),
  quantity: quantity.optional(),
  metadata: metadata().optional(),
  off_session: flag().optional(),
  payment_behavior: updateBehavior.optional(),
  proration_behavior: prorationBehavior.optional(),
  proration_date: timestamp().optional(),
  ...unmodelled('billing_thresholds', 'current_trial', 'discounts', 'plan', 'price_data', 'tax_rates'),
});

export const pauseParams = params({
  bill_for: hash({
    outstanding_usage_through: hash({ type: oneOf('none', 'now') }).optional(),
    unused_time_from: hash({ type: oneOf('item_current_period_start', 'none', 'now') }).optional(),
  }).optional(),
  invoicing_behavior: oneOf('invoice', 'pending_invoice_item').optional(),
  type: oneOf('subscription').optional(),
});

export const resumeParams = params({
  billing_cycle_anchor: hash({ type: oneOf('now', 'unchanged') }).optional(),
  payment_behavior: oneOf('resume_on_payment_attempt', 'resume_on_payment_success').optional(),
  proration_behavior: prorationBehavior.optional(),
  ...unmodelled('proration_date'),
});
