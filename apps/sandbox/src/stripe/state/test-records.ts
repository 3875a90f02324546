import type Stripe from 'stripe';
import type { Base, Metadata, PaymentError } from './records.js';

/** A clock of its own for up to three customers. */
export interface TestClockRecord extends Base {
  name: string | null;
  frozenTime: number;
  /** Where it is going; null when it stands still. */
  target: number | null;
  /** Something broke on the way. */
  failed: boolean;
  deletesAfter: number;
}

export interface RefundRecord extends Base {
  amount: number;
  currency: string;
  charge: string;
  customer: string;
  paymentIntent: string;
  reason: 'duplicate' | 'fraudulent' | 'requested_by_customer' | null;
  status: 'pending' | 'succeeded' | 'failed';
  /** What the bank says a moment later, for the cards that do not refund at once. */
  outcome: 'succeeded' | 'failed' | null;
  metadata: Metadata;
}

export type DisputeStatus =
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost'
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed';

/** The evidence fields that are plain text. */
export type DisputeEvidence = Record<string, string | null>;

export interface DisputeRecord extends Base {
  amount: number;
  currency: string;
  charge: string;
  customer: string;
  paymentIntent: string;
  reason: Stripe.Dispute['reason'];
  status: DisputeStatus;
  evidence: DisputeEvidence;
  dueBy: number;
  submissions: number;
  metadata: Metadata;
}

export interface EarlyFraudWarningRecord extends Base {
  charge: string;
  customer: string;
  paymentIntent: string;
  fraudType: string;
}

export interface SetupIntentRecord extends Base {
  customer: string | null;
  paymentMethod: string | null;
  status: 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'succeeded' | 'canceled';
  usage: 'off_session' | 'on_session';
  description: string | null;
  cancellationReason: 'abandoned' | 'duplicate' | 'requested_by_customer' | null;
  error: PaymentError | null;
  secret: string;
  metadata: Metadata;
}
