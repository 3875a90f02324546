import type Stripe from 'stripe';
import type { LineDiscount, PendingUpdateRecord } from './billing-records.js';

export type * from './billing-records.js';
export type * from './hosted-records.js';
export type * from './test-records.js';

/** What the stand-in remembers. References are ids; the serialisers turn records into API objects. */
export type Metadata = Record<string, string>;

/** Every record has these. */
export interface Base {
  id: string;
  created: number;
}

export interface CustomerRecord extends Base {
  deleted: boolean;
  email: string | null;
  name: string | null;
  phone: string | null;
  description: string | null;
  address: Stripe.Address | null;
  shipping: Stripe.Customer.Shipping | null;
  metadata: Metadata;
  /** Cents; negative is credit. */
  balance: number;
  currency: string | null;
  preferredLocales: string[];
  taxExempt: 'exempt' | 'none' | 'reverse';
  delinquent: boolean;
  invoicePrefix: string;
  nextInvoiceSequence: number;
  defaultPaymentMethod: string | null;
  /** Lives in this clock's time; null is the sandbox's own. */
  testClock: string | null;
}

export interface ProductRecord extends Base {
  updated: number;
  deleted: boolean;
  active: boolean;
  name: string;
  description: string | null;
  images: string[];
  marketingFeatures: string[];
  metadata: Metadata;
  defaultPrice: string | null;
  statementDescriptor: string | null;
  unitLabel: string | null;
  url: string | null;
  taxCode: string | null;
  shippable: boolean | null;
}

export type Interval = 'day' | 'week' | 'month' | 'year';

export interface PriceRecord extends Base {
  active: boolean;
  currency: string;
  /** Cents; may have a fraction, as unit_amount_decimal can. */
  unitAmount: number;
  lookupKey: string | null;
  nickname: string | null;
  metadata: Metadata;
  product: string;
  recurring: { interval: Interval; intervalCount: number } | null;
  taxBehavior: 'exclusive' | 'inclusive' | 'unspecified';
}

export interface PaymentMethodRecord extends Base {
  customer: string | null;
  /** Key into the table of test cards: how the card behaves. */
  cardNumber: string;
  expMonth: number;
  expYear: number;
  billing: {
    email: string | null;
    name: string | null;
    phone: string | null;
    address: Stripe.Address | null;
  };
  metadata: Metadata;
  /** True once its holder completed 3D Secure with this merchant. */
  authenticated: boolean;
}

export type SubscriptionStatus =
  'incomplete' | 'incomplete_expired' | 'trialing' | 'active' | 'past_due' | 'unpaid' | 'paused' | 'canceled';

export interface SubscriptionItemRecord extends Base {
  subscription: string;
  price: string;
  quantity: number;
  metadata: Metadata;
  periodStart: number;
  periodEnd: number;
}

export interface SubscriptionRecord extends Base {
  customer: string;
  status: SubscriptionStatus;
  items: SubscriptionItemRecord[];
  currency: string;
  billingCycleAnchor: number;
  startDate: number;
  cancelAt: number | null;
  cancelAtPeriodEnd: boolean;
  canceledAt: number | null;
  cancellation: { comment: string | null; feedback: string | null; reason: string | null };
  endedAt: number | null;
  defaultPaymentMethod: string | null;
  saveDefaultPaymentMethod: 'off' | 'on_subscription' | null;
  description: string | null;
  latestInvoice: string | null;
  metadata: Metadata;
  trialStart: number | null;
  trialEnd: number | null;
  trialWillEndSent: boolean;
  missingPaymentMethod: 'cancel' | 'create_invoice' | 'pause';
  billingMode: 'classic' | 'flexible';
  /** Ids of the discounts on it, in the order they apply. */
  discounts: string[];
  schedule: string | null;
  pendingUpdate: PendingUpdateRecord | null;
}

/** One line; also used, before any invoice exists, for prorations that wait for the next one. */
export interface LineRecord {
  id: string;
  amount: number;
  currency: string;
  description: string;
  /** Null for an invoice item that is just an amount. */
  price: string | null;
  product: string | null;
  quantity: number;
  unitAmount: number;
  periodStart: number;
  periodEnd: number;
  subscription: string | null;
  subscriptionItem: string | null;
  discountable: boolean;
  /** What discounts take off `amount`; prorations are net already. */
  discounts: LineDiscount[];
  proration: boolean;
  invoiceItem: string | null;
  credited: { invoice: string; invoice_line_items: string[] } | null;
  metadata: Metadata;
}

/** A proration that waits for the next invoice of its subscription. */
export interface PendingLineRecord extends Base {
  customer: string;
  /** Null waits for the customer's next invoice, whatever it is for. */
  subscription: string | null;
  line: LineRecord;
}

export type BillingReason = 'subscription_create' | 'subscription_cycle' | 'subscription_update' | 'upcoming';

export interface InvoiceRecord extends Base {
  customer: string;
  subscription: string;
  subscriptionMetadata: Metadata;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  billingReason: BillingReason;
  currency: string;
  lines: LineRecord[];
  /** Ids of the discounts its lines got. */
  discounts: string[];
  /** It pays for the pending update of its subscription. */
  holdsUpdate: boolean;
  /** When a draft is finalised by itself. */
  finalizesAt: number | null;
  periodStart: number;
  periodEnd: number;
  startingBalance: number;
  endingBalance: number | null;
  amountDue: number;
  amountPaid: number;
  attemptCount: number;
  attempted: boolean;
  autoAdvance: boolean;
  nextPaymentAttempt: number | null;
  firstFailureAt: number | null;
  number: string | null;
  finalizedAt: number | null;
  paidAt: number | null;
  voidedAt: number | null;
  defaultPaymentMethod: string | null;
  metadata: Metadata;
  description: string | null;
  prorationDate: number | null;
  customerEmail: string | null;
  customerName: string | null;
  paymentIntent: string | null;
}

export interface PaymentError {
  code: string;
  declineCode: string | null;
  message: string;
}

export interface PaymentIntentRecord extends Base {
  amount: number;
  currency: string;
  customer: string;
  invoice: string;
  status: 'requires_payment_method' | 'requires_action' | 'succeeded' | 'canceled';
  paymentMethod: string | null;
  error: (PaymentError & { charge: string | null }) | null;
  latestCharge: string | null;
  secret: string;
  canceledAt: number | null;
  description: string;
}

export interface ChargeRecord extends Base {
  amount: number;
  currency: string;
  customer: string;
  paymentIntent: string;
  paymentMethod: string;
  error: PaymentError | null;
  description: string;
}

export interface InvoicePaymentRecord extends Base {
  invoice: string;
  paymentIntent: string;
  amountRequested: number;
  amountPaid: number | null;
  currency: string;
  status: 'open' | 'paid' | 'canceled';
  paidAt: number | null;
  canceledAt: number | null;
}
