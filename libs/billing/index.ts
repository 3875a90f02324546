export { STRIPE_API_VERSION } from './adapters/stripe.provider.js';
export * from './billing.errors.js';
export * from './billing.module.js';
export * from './http/subscription.dto.js';
export { DRIFT_KINDS, DRIFT_REPAIRS, type DriftKind, type DriftRepair } from './domain/drift-kinds.js';
export * from './domain/reconcile-run.js';
export * from './ports.js';
export { SERVICE_STANDINGS, type ServiceStanding } from './domain/standing.js';
export { BILLING_ENTITIES } from './persistence/billing-entities.js';
export { BillingNotices } from './services/subscriptions/billing-notices.service.js';
export {
  ATTENTION_STATES,
  type AttentionFilter,
  BillingAttentionList,
  type AttentionState,
} from './services/reports/billing-attention.service.js';
export type { BillingNoticeEntity as BillingNotice } from './persistence/billing-notice.entity.js';
export {
  type BillingCounts,
  BillingReports,
  type StripeEventSummary,
} from './services/reports/billing-reports.service.js';
export {
  CatalogueSync,
  type CatalogueSyncOptions,
  type CatalogueSyncResult,
} from './services/catalogue/catalogue-sync.service.js';
export { ReconcileRuns } from './services/reconcile/reconcile-runs.service.js';
export {
  type ReconcileOptions,
  type ReconcileReport,
  StripeReconcile,
} from './services/reconcile/reconcile.service.js';
export {
  type StoredEvent,
  type StoredEventsFilter,
  StripeInbox,
} from './services/inbox/stripe-inbox.service.js';
export { STRIPE_EVENT_STATES, type StripeEventState } from './persistence/stripe-event.entity.js';
export { dashboardUrl } from './domain/dashboard-url.js';
export {
  type BillingAttention,
  CustomerBilling,
  type CustomerBillingReport,
} from './services/reports/customer-billing.service.js';
export type { ReconcileFindingEntity as DriftFinding } from './persistence/reconcile-finding.entity.js';
export type { ReconcileRunEntity as ReconcileRun } from './persistence/reconcile-run.entity.js';
export { Checkout, type CheckoutStatus } from './services/checkout/checkout.service.js';
export { SubscriptionEnd } from './services/subscriptions/subscription-end.service.js';
export {
  type LiveSubscription,
  Subscriptions,
  type SubscriptionView,
} from './services/subscriptions/subscriptions.service.js';
