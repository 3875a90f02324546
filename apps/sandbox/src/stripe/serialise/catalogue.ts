import type Stripe from 'stripe';
import type { PriceRecord, ProductRecord } from '../state/records.js';
import { decimal } from './shared.js';

/** A product, or the stub that is left of a deleted one. */
export function serialiseProduct(product: ProductRecord): Stripe.Product | Stripe.DeletedProduct {
  if (product.deleted) return { id: product.id, object: 'product', deleted: true };
  return {
    id: product.id,
    object: 'product',
    active: product.active,
    created: product.created,
    default_price: product.defaultPrice,
    description: product.description,
    images: product.images,
    livemode: false,
    marketing_features: product.marketingFeatures.map((name) => ({ name })),
    metadata: product.metadata,
    name: product.name,
    package_dimensions: null,
    shippable: product.shippable,
    statement_descriptor: product.statementDescriptor,
    tax_code: product.taxCode,
    tax_details: null,
    type: 'service',
    unit_label: product.unitLabel,
    updated: product.updated,
    url: product.url,
  };
}

export function serialisePrice(price: PriceRecord): Stripe.Price {
  return {
    id: price.id,
    object: 'price',
    active: price.active,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: price.lookupKey,
    metadata: price.metadata,
    nickname: price.nickname,
    product: price.product,
    recurring: price.recurring && {
      interval: price.recurring.interval,
      interval_count: price.recurring.intervalCount,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: price.taxBehavior,
    tiers_mode: null,
    transform_quantity: null,
    type: price.recurring ? 'recurring' : 'one_time',
    unit_amount: Number.isInteger(price.unitAmount) ? price.unitAmount : null,
    unit_amount_decimal: decimal(price.unitAmount),
  };
}

/** The older `plan` view of a recurring price, still part of every subscription item. */
export function serialisePlan(price: PriceRecord): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: Number.isInteger(price.unitAmount) ? price.unitAmount : null,
    amount_decimal: decimal(price.unitAmount),
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.intervalCount ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}
