import type Stripe from 'stripe';
import type { RefundRecord } from '../state/records.js';
import type { World } from '../state/world.js';

export function serialiseRefund(refund: RefundRecord, world: World): Stripe.Refund {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: null,
    charge: refund.charge,
    created: refund.created,
    currency: refund.currency,
    customer: refund.customer,
    customer_account: null,
    destination_details: {
      type: 'card',
      card: {
        reference_status: refund.status === 'pending' ? 'pending' : 'unavailable',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
    },
    ...(refund.status === 'failed' ? { failure_reason: 'expired_or_canceled_card' } : {}),
    metadata: refund.metadata,
    payment_intent: refund.paymentIntent,
    payment_method: world.charges.get(refund.charge)?.paymentMethod ?? null,
    ...(refund.status === 'pending' ? { pending_reason: 'processing' as const } : {}),
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  };
}

/** Cents of a charge that went back or are on their way. */
export function refundedOf(world: World, charge: string): number {
  return world.refunds
    .all()
    .filter((it) => it.charge === charge && it.status !== 'failed')
    .reduce((sum, it) => sum + it.amount, 0);
}
