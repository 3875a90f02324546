import type { Route } from './http/route.js';
import { balanceTransactionRoutes } from './resources/balance-transactions.js';
import { checkoutSessionRoutes } from './resources/checkout-sessions.js';
import { couponRoutes } from './resources/coupons.js';
import { customerRoutes } from './resources/customers.js';
import { disputeRoutes } from './resources/disputes.js';
import { eventRoutes } from './resources/events.js';
import { invoiceItemRoutes } from './resources/invoice-items.js';
import { invoicePreviewRoutes } from './resources/invoice-preview.js';
import { invoiceRoutes } from './resources/invoices.js';
import { paymentMethodRoutes } from './resources/payment-methods.js';
import { paymentRoutes } from './resources/payments.js';
import { portalConfigurationRoutes } from './resources/portal-configurations.js';
import { portalSessionRoutes } from './resources/portal-sessions.js';
import { priceRoutes } from './resources/prices.js';
import { productRoutes } from './resources/products.js';
import { promotionCodeRoutes } from './resources/promotion-codes.js';
import { refundRoutes } from './resources/refunds.js';
import { searchRoutes } from './resources/search.js';
import { setupIntentRoutes } from './resources/setup-intents.js';
import { subscriptionItemRoutes } from './resources/subscription-items.js';
import { subscriptionScheduleRoutes } from './resources/subscription-schedules.js';
import { subscriptionRoutes } from './resources/subscriptions.js';
import { testClockRoutes } from './resources/test-clocks.js';
import { webhookEndpointRoutes } from './resources/webhook-endpoints.js';

/** Every endpoint of the API this stand-in has. */
export const ROUTES: readonly Route[] = [
  ...customerRoutes,
  ...productRoutes,
  ...priceRoutes,
  ...checkoutSessionRoutes,
  ...subscriptionRoutes,
  ...subscriptionItemRoutes,
  ...subscriptionScheduleRoutes,
  ...invoiceRoutes,
  ...invoicePreviewRoutes,
  ...invoiceItemRoutes,
  ...couponRoutes,
  ...promotionCodeRoutes,
  ...balanceTransactionRoutes,
  ...paymentRoutes,
  ...paymentMethodRoutes,
  ...eventRoutes,
  ...webhookEndpointRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...testClockRoutes,
  ...setupIntentRoutes,
  ...searchRoutes,
  ...portalSessionRoutes,
  ...portalConfigurationRoutes,
];
