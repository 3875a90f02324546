import { badRequest } from '../http/errors.js';
import { serialiseCharge } from '../serialise/payment.js';
import { refundedOf, serialiseRefund } from '../serialise/refund.js';
import { changeWithEvent } from '../state/change.js';
import { previousAttributes } from '../state/changes.js';
import type { ChargeRecord, Metadata, RefundRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { testCard } from './cards.js';
import { money } from './money.js';

/** What is to go back. Without an amount, all that is left. */
export interface RefundInput {
  amount: number | undefined;
  reason: RefundRecord['reason'];
  metadata: Metadata;
}

/** Gives money of a charge back; `charge.refunded` and `refund.created`. The invoice and the subscription stay as they are. */
export function refundCharge(world: World, charge: ChargeRecord, input: RefundInput): RefundRecord {
  const left = refundable(world, charge);
  const amount = input.amount ?? left;
  if (amount > left) {
    const [asked, had] = [money(amount, charge.currency), money(left, charge.currency)];
    const what = left === charge.amount ? 'charge amount' : 'unrefunded amount on charge';
    throw badRequest(`Refund amount (${asked}) is greater than ${what} (${had})`, { param: 'amount' });
  }
  const slow = testCard(world.paymentMethods.need(charge.paymentMethod).cardNumber)?.refund;
  const before = serialiseCharge(charge, world);
  const refund = world.refunds.add({
    ...world.born('re_'),
    amount,
    currency: charge.currency,
    charge: charge.id,
    customer: charge.customer,
    paymentIntent: charge.paymentIntent,
    reason: input.reason,
    status: slow === 'pending' ? 'pending' : 'succeeded',
    outcome: slow === undefined ? null : slow === 'pending' ? 'succeeded' : 'failed',
    metadata: input.metadata,
  });
  const after = serialiseCharge(charge, world);
  world.emit('charge.refunded', after, previousAttributes(before, after));
  world.emit('refund.created', serialiseRefund(refund, world));
  return refund;
}

/** Changes a refund and tells it under both of its names. */
export function changeRefund(world: World, refund: RefundRecord, change: (it: RefundRecord) => void): void {
  changeWithEvent(world, 'refund.updated', refund, serialiseRefund, change);
  world.emit('charge.refund.updated', serialiseRefund(refund, world));
}

/** What the bank says a moment after a refund that was not final. */
export function settleRefund(world: World, refund: RefundRecord): void {
  const { outcome } = refund;
  if (outcome === null) return;
  refund.outcome = null;
  changeRefund(world, refund, (it) => {
    it.status = outcome;
  });
  if (outcome === 'failed') world.emit('refund.failed', serialiseRefund(refund, world));
}

/** The cents that can still go back, or Stripe's refusal. */
function refundable(world: World, charge: ChargeRecord): number {
  if (charge.error) {
    throw badRequest(`Charge ${charge.id} failed, so there is nothing to refund.`);
  }
  const disputed = world.disputes.all().find((it) => it.charge === charge.id);
  if (disputed && !disputed.status.startsWith('warning_') && disputed.status !== 'won') {
    throw badRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  const left = charge.amount - refundedOf(world, charge.id);
  if (left > 0) return left;
  throw badRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
}
