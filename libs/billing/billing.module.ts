import { AccountsModule } from '@automna/accounts';
import { LeasesModule } from '@automna/core';
import { NotificationsModule } from '@automna/notifications';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Pause } from './adapters/pause.js';
import { StripeGateway } from './adapters/stripe-gateway.js';
import { stripeProvider } from './adapters/stripe.provider.js';
import { BillingController } from './http/billing.controller.js';
import { CheckoutController } from './http/checkout.controller.js';
import { PlanChangeController } from './http/plan-change.controller.js';
import { InvoiceController } from './http/invoice.controller.js';
import { StripeWebhookController } from './http/stripe-webhook.controller.js';
import { SubscriptionController } from './http/subscription.controller.js';
import { BILLING_ENTITIES } from './persistence/billing-entities.js';
import { BillingAttentionList } from './services/reports/billing-attention.service.js';
import { BillingNotices } from './services/subscriptions/billing-notices.service.js';
import { BillingPortal } from './services/checkout/billing-portal.service.js';
import { BillingReports } from './services/reports/billing-reports.service.js';
import { CatalogueSync } from './services/catalogue/catalogue-sync.service.js';
import { CheckoutRows } from './services/checkout/checkout-rows.service.js';
import { CheckoutSessions } from './services/checkout/checkout-sessions.service.js';
import { Checkout } from './services/checkout/checkout.service.js';
import { Customers } from './services/checkout/customers.service.js';
import { CustomerBilling } from './services/reports/customer-billing.service.js';
import { CustomerMoneyReader } from './services/subscriptions/customer-money.service.js';
import { EventAttempts } from './services/inbox/event-attempts.service.js';
import { Cancellations } from './services/plan-changes/plan-cancellations.service.js';
import { PlanChangeActs } from './services/plan-changes/plan-change-acts.service.js';
import { PlanChangeReader } from './services/plan-changes/plan-change-reader.service.js';
import { PlanChangeRows } from './services/plan-changes/plan-change-rows.service.js';
import { PlanChangeRunner } from './services/plan-changes/plan-change-runner.service.js';
import { PlanChangeSteps } from './services/plan-changes/plan-change-steps.service.js';
import { PlanChanges } from './services/plan-changes/plan-changes.service.js';
import { PlanPreview } from './services/plan-changes/plan-preview.service.js';
import { PortalConfiguration } from './services/catalogue/portal-configuration.service.js';
import { Invoices } from './services/subscriptions/invoices.service.js';
import { NextCharges } from './services/subscriptions/next-charge.service.js';
import { PriceBook } from './services/catalogue/price-book.service.js';
import { ReconcileLook } from './services/reconcile/reconcile-look.service.js';
import { ReconcileReader } from './services/reconcile/reconcile-reader.service.js';
import { ReconcileRepair } from './services/reconcile/reconcile-repair.service.js';
import { ReconcileRuns } from './services/reconcile/reconcile-runs.service.js';
import { StripeReconcile } from './services/reconcile/reconcile.service.js';
import { StripeEvents } from './services/inbox/stripe-events.service.js';
import { StripeIncidents } from './services/inbox/stripe-incidents.service.js';
import { StripeInbox } from './services/inbox/stripe-inbox.service.js';
import { SubscriptionAnnouncer } from './services/subscriptions/subscription-announcer.service.js';
import { SubscriptionEnd } from './services/subscriptions/subscription-end.service.js';
import { SubscriptionReader } from './services/subscriptions/subscription-reader.service.js';
import { SubscriptionSync } from './services/subscriptions/subscription-sync.service.js';
import { SubscriptionWriter } from './services/subscriptions/subscription-writer.service.js';
import { Subscriptions } from './services/subscriptions/subscriptions.service.js';
import { WebhookEndpoint } from './services/catalogue/webhook-endpoint.service.js';
import { WebhookInbox } from './services/inbox/webhook-inbox.service.js';
import { PlanChangeSettledHandler } from './tasks/plan-change-settled.handler.js';
import { PlanChangeHandler } from './tasks/plan-change.handler.js';
import { ReconcileHandler } from './tasks/reconcile.handler.js';
import { ReconcileTask } from './tasks/reconcile.task.js';
import { DunningTask } from './tasks/dunning.task.js';
import { StripeEventHandler } from './tasks/stripe-event.handler.js';

@Module({
  imports: [AccountsModule, NotificationsModule, LeasesModule, TypeOrmModule.forFeature(BILLING_ENTITIES)],
  controllers: [
    CheckoutController,
    InvoiceController,
    SubscriptionController,
    BillingController,
    PlanChangeController,
    StripeWebhookController,
  ],
  providers: [
    stripeProvider,
    Pause,
    StripeGateway,
    BillingAttentionList,
    BillingNotices,
    BillingPortal,
    BillingReports,
    Cancellations,
    CatalogueSync,
    Checkout,
    CheckoutRows,
    CheckoutSessions,
    Customers,
    DunningTask,
    CustomerBilling,
    CustomerMoneyReader,
    EventAttempts,
    PlanChangeActs,
    PlanChangeHandler,
    PlanChangeReader,
    PlanChangeRows,
    PlanChangeRunner,
    PlanChangeSettledHandler,
    PlanChangeSteps,
    PlanChanges,
    PlanPreview,
    PortalConfiguration,
    Invoices,
    NextCharges,
    PriceBook,
    ReconcileHandler,
    ReconcileLook,
    ReconcileReader,
    ReconcileRepair,
    ReconcileRuns,
    ReconcileTask,
    StripeEventHandler,
    StripeEvents,
    StripeIncidents,
    StripeInbox,
    StripeReconcile,
    SubscriptionAnnouncer,
    SubscriptionEnd,
    SubscriptionReader,
    SubscriptionSync,
    SubscriptionWriter,
    Subscriptions,
    WebhookEndpoint,
    WebhookInbox,
  ],
  exports: [
    BillingAttentionList,
    BillingNotices,
    BillingReports,
    CatalogueSync,
    Checkout,
    CustomerBilling,
    ReconcileRuns,
    StripeInbox,
    StripeReconcile,
    SubscriptionEnd,
    Subscriptions,
  ],
})
export class BillingModule {}
