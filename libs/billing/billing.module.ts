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
import { StripeWebhookController } from './http/stripe-webhook.controller.js';
import { SubscriptionController } from './http/subscription.controller.js';
import { BILLING_ENTITIES } from './persistence/billing-entities.js';
import { BillingPortal } from './services/billing-portal.service.js';
import { BillingReports } from './services/billing-reports.service.js';
import { CatalogueSync } from './services/catalogue-sync.service.js';
import { CheckoutRows } from './services/checkout-rows.service.js';
import { CheckoutSessions } from './services/checkout-sessions.service.js';
import { Checkout } from './services/checkout.service.js';
import { Customers } from './services/customers.service.js';
import { PriceBook } from './services/price-book.service.js';
import { StripeEvents } from './services/stripe-events.service.js';
import { SubscriptionSync } from './services/subscription-sync.service.js';
import { SubscriptionWriter } from './services/subscription-writer.service.js';
import { Subscriptions } from './services/subscriptions.service.js';
import { WebhookEndpoint } from './services/webhook-endpoint.service.js';
import { WebhookInbox } from './services/webhook-inbox.service.js';
import { StripeEventHandler } from './tasks/stripe-event.handler.js';

@Module({
  imports: [AccountsModule, NotificationsModule, LeasesModule, TypeOrmModule.forFeature(BILLING_ENTITIES)],
  controllers: [CheckoutController, SubscriptionController, BillingController, StripeWebhookController],
  providers: [
    stripeProvider,
    Pause,
    StripeGateway,
    BillingPortal,
    BillingReports,
    CatalogueSync,
    Checkout,
    CheckoutRows,
    CheckoutSessions,
    Customers,
    PriceBook,
    StripeEventHandler,
    StripeEvents,
    SubscriptionSync,
    SubscriptionWriter,
    Subscriptions,
    WebhookEndpoint,
    WebhookInbox,
  ],
  exports: [BillingReports, CatalogueSync, Checkout, Subscriptions],
})
export class BillingModule {}
