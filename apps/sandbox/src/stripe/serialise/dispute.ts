import type Stripe from 'stripe';
import { testCard } from '../billing/cards.js';
import type { DisputeRecord, EarlyFraudWarningRecord } from '../state/records.js';
import type { World } from '../state/world.js';

/** The fields of evidence that are text; files are not modelled. */
export const EVIDENCE_TEXTS = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
] as const;

/** The fields that would hold a file. */
export const EVIDENCE_FILES = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
] as const;

/** An inquiry asks; no money has moved yet. */
export function isInquiry(dispute: DisputeRecord): boolean {
  return dispute.status.startsWith('warning_');
}

export function serialiseDispute(dispute: DisputeRecord, world: World): Stripe.Dispute {
  const charge = world.charges.need(dispute.charge);
  const brand = testCard(world.paymentMethods.need(charge.paymentMethod).cardNumber)?.brand ?? 'visa';
  const texts = EVIDENCE_TEXTS.map((name) => [name, dispute.evidence[name] ?? null]);
  const files = EVIDENCE_FILES.map((name) => [name, null]);
  return {
    id: dispute.id,
    object: 'dispute',
    amount: dispute.amount,
    balance_transactions: [],
    charge: dispute.charge,
    created: dispute.created,
    currency: dispute.currency,
    enhanced_eligibility_types: [],
    evidence: {
      ...(Object.fromEntries([...texts, ...files]) as Omit<Stripe.Dispute.Evidence, 'enhanced_evidence'>),
      enhanced_evidence: {},
    },
    evidence_details: {
      due_by: dispute.dueBy,
      enhanced_eligibility: {},
      has_evidence: Object.values(dispute.evidence).some((value) => value !== null),
      past_due: dispute.submissions === 0 && world.now() > dispute.dueBy,
      submission_count: dispute.submissions,
      submission_method: dispute.submissions > 0 ? 'manual' : 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry(dispute),
    livemode: false,
    metadata: dispute.metadata,
    payment_intent: dispute.paymentIntent,
    payment_method_details: {
      type: 'card',
      card: {
        brand,
        case_type: isInquiry(dispute) ? 'inquiry' : 'chargeback',
        network: brand,
        network_reason_code: dispute.reason === 'fraudulent' ? '10.4' : '13.1',
      },
    },
    reason: dispute.reason,
    status: dispute.status,
  };
}

export function serialiseFraudWarning(
  warning: EarlyFraudWarningRecord,
  world: World,
): Stripe.Radar.EarlyFraudWarning {
  const settled =
    world.disputes.all().some((it) => it.charge === warning.charge) ||
    world.refunds.all().some((it) => it.charge === warning.charge && it.status !== 'failed');
  return {
    id: warning.id,
    object: 'radar.early_fraud_warning',
    actionable: !settled,
    charge: warning.charge,
    created: warning.created,
    fraud_type: warning.fraudType,
    livemode: false,
    payment_intent: warning.paymentIntent,
  };
}
