import { CheckoutEntity } from './checkout.entity.js';
import { StripeCustomerEntity } from './stripe-customer.entity.js';
import { StripeEventEntity } from './stripe-event.entity.js';
import { StripePriceEntity } from './stripe-price.entity.js';
import { SubscriptionEntity } from './subscription.entity.js';

export * from './checkout.entity.js';
export * from './stripe-customer.entity.js';
export * from './stripe-event.entity.js';
export * from './stripe-price.entity.js';
export * from './subscription.entity.js';

/** Every table of this room. */
export const BILLING_ENTITIES = [
  CheckoutEntity,
  StripeCustomerEntity,
  StripeEventEntity,
  StripePriceEntity,
  SubscriptionEntity,
];
