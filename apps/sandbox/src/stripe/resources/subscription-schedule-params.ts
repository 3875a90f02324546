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
import { discountsParam, prorationBehavior } from './subscription-params.js';

const time = () => oneOf('now').or(timestamp());
const endBehavior = oneOf('cancel', 'release');
const billingMode = hash({
  type: oneOf('classic', 'flexible'),
  flexible: hash({ proration_discounts: oneOf('included').optional() }).optional(),
});
const settings = hash({
  billing_cycle_anchor: oneOf('automatic').optional(),
  collection_method: oneOf('charge_automatically').optional(),
  default_payment_method: text().optional(),
  ...unmodelled(
    'application_fee_percent',
    'automatic_tax',
    'billing_thresholds',
    'description',
    'invoice_settings',
    'on_behalf_of',
    'transfer_data',
  ),
});

const phaseFields = {
  billing_cycle_anchor: oneOf('automatic', 'phase_start').optional(),
  collection_method: oneOf('charge_automatically').optional(),
  currency: text().optional(),
  default_payment_method: text().optional(),
  description: emptyable(text(500)).optional(),
  discounts: discountsParam().optional(),
  duration: hash({
    interval: oneOf('day', 'month', 'week', 'year'),
    interval_count: integer({ min: 1 }).optional(),
  }).optional(),
  end_date: time().optional(),
  items: list(
    hash({
      price: text(),
      quantity: integer({ min: 1, max: 999_999 }).optional(),
      metadata: metadata().optional(),
      ...unmodelled('billing_thresholds', 'discounts', 'plan', 'price_data', 'tax_rates'),
    }),
    20,
  ).min(1),
  metadata: metadata().optional(),
  proration_behavior: prorationBehavior.optional(),
  trial: flag().optional(),
  trial_end: time().optional(),
  ...unmodelled(
    'add_invoice_items',
    'application_fee_percent',
    'automatic_tax',
    'billing_thresholds',
    'default_tax_rates',
    'invoice_settings',
    'on_behalf_of',
    'transfer_data',
  ),
};

/** Phases of an existing schedule, as an update and a preview take them. */
export const phasesParam = () => list(hash({ ...phaseFields, start_date: time().optional() }), 10).min(1);

export const createParams = params({
  billing_mode: billingMode.optional(),
  customer: text().optional(),
  default_settings: settings.optional(),
  end_behavior: endBehavior.optional(),
  from_subscription: text().optional(),
  metadata: metadata().optional(),
  phases: list(hash(phaseFields), 10).min(1).optional(),
  start_date: time().optional(),
  ...unmodelled('customer_account', 'pause_schedules'),
});
export const updateParams = params({
  default_settings: settings.optional(),
  end_behavior: endBehavior.optional(),
  metadata: metadata().optional(),
  phases: phasesParam().optional(),
  proration_behavior: prorationBehavior.optional(),
  ...unmodelled('pause_schedules'),
});
export const cancelParams = params({ invoice_now: flag().optional(), prorate: flag().optional() });
export const releaseParams = params({ preserve_cancel_date: flag().optional() });
export const listParams = params({
  ...page,
  canceled_at: range().optional(),
  completed_at: range().optional(),
  created: range().optional(),
  customer: text().optional(),
  released_at: range().optional(),
  scheduled: flag().optional(),
  ...unmodelled('customer_account'),
});
