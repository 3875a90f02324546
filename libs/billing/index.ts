export { STRIPE_API_VERSION } from './adapters/stripe.provider.js';
export * from './billing.errors.js';
export * from './billing.module.js';
export * from './http/subscription.dto.js';
export { BILLING_ENTITIES } from './persistence/billing-entities.js';
export {
  type BillingCounts,
  BillingReports,
  type StripeEventSummary,
} from './services/billing-reports.service.js';
export {
  CatalogueSync,
  type CatalogueSyncOptions,
  type CatalogueSyncResult,
} from './services/catalogue-sync.service.js';
export { Checkout, type CheckoutStatus } from './services/checkout.service.js';
export {
  type LiveSubscription,
  Subscriptions,
  type SubscriptionView,
} from './services/subscriptions.service.js';
