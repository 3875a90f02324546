import type { Base, Metadata, SubscriptionItemRecord } from './records.js';

export interface CouponRecord extends Base {
  deleted: boolean;
  name: string | null;
  percentOff: number | null;
  /** Cents. */
  amountOff: number | null;
  currency: string | null;
  duration: 'once' | 'repeating' | 'forever';
  durationInMonths: number | null;
  maxRedemptions: number | null;
  redeemBy: number | null;
  timesRedeemed: number;
  /** Products it is for; empty is all. */
  products: string[];
  metadata: Metadata;
}

export interface PromotionCodeRecord extends Base {
  code: string;
  coupon: string;
  active: boolean;
  customer: string | null;
  expiresAt: number | null;
  maxRedemptions: number | null;
  timesRedeemed: number;
  firstTimeTransaction: boolean;
  minimumAmount: number | null;
  minimumAmountCurrency: string | null;
  metadata: Metadata;
}

/** A coupon as applied to one subscription. */
export interface DiscountRecord extends Base {
  coupon: string;
  promotionCode: string | null;
  customer: string;
  subscription: string | null;
  checkoutSession: string | null;
  start: number;
  end: number | null;
}

/** What a discount takes off one line. */
export interface LineDiscount {
  discount: string;
  amount: number;
}

/** One movement of a customer's balance. */
export interface BalanceTransactionRecord extends Base {
  customer: string;
  /** Cents; negative is credit. */
  amount: number;
  currency: string;
  endingBalance: number;
  type: 'adjustment' | 'applied_to_invoice' | 'invoice_too_small' | 'unapplied_from_invoice';
  invoice: string | null;
  description: string | null;
  metadata: Metadata;
}

/** What a subscription is, as far as money goes: everything a change of plan may touch. */
export interface SubscriptionShape {
  items: SubscriptionItemRecord[];
  discounts: string[];
  billingCycleAnchor: number;
  trialStart: number | null;
  trialEnd: number | null;
  status: 'trialing' | 'active' | null;
}

/** A change that waits for its invoice to be paid. */
export interface PendingUpdateRecord {
  expiresAt: number;
  invoice: string;
  shape: SubscriptionShape;
  /** Which parts the answer shows as changing. */
  shows: { items: boolean; anchor: boolean; trialEnd: boolean };
  /** False while its first payment is still being tried: it may never become visible. */
  announced: boolean;
}

export type PhaseProration = 'create_prorations' | 'always_invoice' | 'none';

export interface SchedulePhaseRecord {
  startDate: number;
  endDate: number;
  items: { price: string; quantity: number; metadata: Metadata }[];
  discounts: { coupon?: string; promotionCode?: string; discount?: string }[];
  trialEnd: number | null;
  prorationBehavior: PhaseProration;
  billingCycleAnchor: 'automatic' | 'phase_start' | null;
  defaultPaymentMethod: string | null;
  description: string | null;
  metadata: Metadata;
}

export interface ScheduleRecord extends Base {
  customer: string;
  subscription: string | null;
  status: 'not_started' | 'active' | 'completed' | 'released' | 'canceled';
  endBehavior: 'release' | 'cancel';
  phases: SchedulePhaseRecord[];
  /** Index into `phases`; -1 before the first begins. */
  current: number;
  billingMode: 'classic' | 'flexible';
  defaultPaymentMethod: string | null;
  metadata: Metadata;
  canceledAt: number | null;
  completedAt: number | null;
  releasedAt: number | null;
  releasedSubscription: string | null;
}
