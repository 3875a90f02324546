import { BillingNoticeEntity } from './billing-notice.entity.js';
import { CheckoutEntity } from './checkout.entity.js';
import { PlanChangeEntity } from './plan-change.entity.js';
import { ReconcileFindingEntity } from './reconcile-finding.entity.js';
import { ReconcileRunEntity } from './reconcile-run.entity.js';
import { StripeCustomerEntity } from './stripe-customer.entity.js';
import { StripeEventAttemptEntity } from './stripe-event-attempt.entity.js';
import { StripeEventEntity } from './stripe-event.entity.js';
import { StripePriceEntity } from './stripe-price.entity.js';
import { SubscriptionEntity } from './subscription.entity.js';

export * from './billing-notice.entity.js';
export * from './checkout.entity.js';
export * from './plan-change.entity.js';
export * from './reconcile-finding.entity.js';
export * from './reconcile-run.entity.js';
export * from './stripe-customer.entity.js';
export * from './stripe-event-attempt.entity.js';
export * from './stripe-event.entity.js';
export * from './stripe-price.entity.js';
export * from './subscription.entity.js';

/** Every table of this room. */
export const BILLING_ENTITIES = [
  BillingNoticeEntity,
  CheckoutEntity,
  PlanChangeEntity,
  ReconcileFindingEntity,
  ReconcileRunEntity,
  StripeCustomerEntity,
  StripeEventAttemptEntity,
  StripeEventEntity,
  StripePriceEntity,
  SubscriptionEntity,
];
