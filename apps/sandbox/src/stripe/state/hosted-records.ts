import type Stripe from 'stripe';
import type { Base, Metadata } from './records.js';

/** A card waiting for its 3D Secure page. */
export interface CheckoutDraft {
  email: string;
  name: string;
  cardNumber: string;
  expMonth: number;
  expYear: number;
}

export interface CheckoutSessionRecord extends Base {
  expiresAt: number;
  status: 'open' | 'complete' | 'expired';
  customer: string | null;
  customerEmail: string | null;
  clientReferenceId: string | null;
  successUrl: string | null;
  cancelUrl: string | null;
  items: { id: string; price: string; quantity: number; metadata: Metadata }[];
  metadata: Metadata;
  subscriptionData: {
    metadata: Metadata;
    description: string | null;
    trialDays: number | null;
    trialEnd: number | null;
    missingPaymentMethod: 'cancel' | 'create_invoice' | 'pause';
    billingMode: 'classic' | 'flexible';
  };
  subscription: string | null;
  invoice: string | null;
  payer: { email: string | null; name: string | null } | null;
  allowPromotionCodes: boolean | null;
  /** What the session came with, or the code the customer typed. */
  discount: { coupon: string; promotionCode: string | null } | null;
  billingAddressCollection: 'auto' | 'required' | null;
  paymentMethodCollection: 'always' | 'if_required';
  locale: string | null;
  submitType: string | null;
  draft: CheckoutDraft | null;
}

export interface WebhookEndpointRecord extends Base {
  url: string;
  secret: string;
  enabledEvents: string[];
  apiVersion: string | null;
  description: string | null;
  metadata: Metadata;
  status: 'enabled' | 'disabled';
}

export interface EventRecord extends Base {
  type: string;
  object: object;
  previous: object | undefined;
  request: { id: string | null; idempotency_key: string | null };
  pending: number;
  /** Sandbox time at which it was kept; `created` may be a test clock's. */
  storedAt: number;
}

export interface PortalConfigurationRecord extends Base {
  updated: number;
  active: boolean;
  isDefault: boolean;
  name: string | null;
  metadata: Metadata;
  defaultReturnUrl: string | null;
  business: Stripe.BillingPortal.Configuration.BusinessProfile;
  features: Stripe.BillingPortal.Configuration.Features;
  loginPage: boolean;
}

export interface PortalSessionRecord extends Base {
  configuration: string;
  customer: string;
  returnUrl: string | null;
  locale: string | null;
  secret: string;
  flow: {
    type:
      'payment_method_update' | 'subscription_cancel' | 'subscription_update' | 'subscription_update_confirm';
    subscription: string | null;
    /** What `subscription_update_confirm` asks to confirm. */
    update: {
      items: { id: string; price?: string; quantity?: number }[];
      discounts: { coupon?: string; promotionCode?: string }[];
    } | null;
    /** Where to go when done; null is the portal's first page. */
    redirect: string | null;
  } | null;
}
