import { badRequest } from '../http/errors.js';
import { isInquiry, serialiseDispute, serialiseFraudWarning } from '../serialise/dispute.js';
import { changeWithEvent } from '../state/change.js';
import type { ChargeRecord, DisputeEvidence, DisputeRecord } from '../state/records.js';
import type { World } from '../state/world.js';

const ANSWER_WITHIN_SECONDS = 9 * 86_400;
/** Stripe's test words: evidence with one of these as its free text decides the case at once. */
const DECIDING: Record<string, 'won' | 'lost'> = { winning_evidence: 'won', losing_evidence: 'lost' };

/** The holder of the card objects to a charge. An inquiry only asks; otherwise the money is gone for now. */
export function openDispute(
  world: World,
  charge: ChargeRecord,
  { reason, inquiry = false }: { reason: DisputeRecord['reason']; inquiry?: boolean },
): DisputeRecord {
  if (charge.error) throw badRequest(`Charge ${charge.id} failed; a failed charge cannot be disputed.`);
  if (world.disputes.all().some((it) => it.charge === charge.id)) {
    throw badRequest(`Charge ${charge.id} is already disputed.`);
  }
  const base = world.born('du_');
  const dispute = world.disputes.add({
    ...base,
    amount: charge.amount,
    currency: charge.currency,
    charge: charge.id,
    customer: charge.customer,
    paymentIntent: charge.paymentIntent,
    reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
    evidence: {},
    dueBy: base.created + ANSWER_WITHIN_SECONDS,
    submissions: 0,
    metadata: {},
  });
  world.emit('charge.dispute.created', serialiseDispute(dispute, world));
  if (!inquiry) world.emit('charge.dispute.funds_withdrawn', serialiseDispute(dispute, world));
  return dispute;
}

/** Adds evidence, and hands it in unless it is only to be kept. */
export function answerDispute(
  world: World,
  dispute: DisputeRecord,
  input: { evidence: DisputeEvidence; metadata: DisputeRecord['metadata']; submit: boolean },
): void {
  const changesCase = input.submit || Object.keys(input.evidence).length > 0;
  if (changesCase && !open(dispute)) {
    throw badRequest('This dispute is already closed, so its evidence cannot be changed.');
  }
  changeWithEvent(world, 'charge.dispute.updated', dispute, serialiseDispute, (it) => {
    it.evidence = { ...it.evidence, ...input.evidence };
    it.metadata = input.metadata;
    if (!input.submit) return;
    it.submissions += 1;
    it.status = isInquiry(it) ? 'warning_under_review' : 'under_review';
  });
  const decision = DECIDING[dispute.evidence['uncategorized_text'] ?? ''];
  if (input.submit && decision) endDispute(world, dispute, decision);
}

/** Ends a case: the seller gave in or gave no answer (`lost`), or the bank decided. */
export function endDispute(world: World, dispute: DisputeRecord, decision: 'won' | 'lost'): void {
  if (!open(dispute)) throw badRequest('This dispute is already closed.');
  const inquiry = isInquiry(dispute);
  dispute.status = inquiry ? 'warning_closed' : decision;
  world.emit('charge.dispute.closed', serialiseDispute(dispute, world));
  if (!inquiry && decision === 'won') {
    world.emit('charge.dispute.funds_reinstated', serialiseDispute(dispute, world));
  }
}

/** The bank suspects fraud before anybody disputes. */
export function warnOfFraud(world: World, charge: ChargeRecord, fraudType: string): void {
  const warning = world.earlyFraudWarnings.add({
    ...world.born('issfr_'),
    charge: charge.id,
    customer: charge.customer,
    paymentIntent: charge.paymentIntent,
    fraudType,
  });
  world.emit('radar.early_fraud_warning.created', serialiseFraudWarning(warning, world));
}

function open(dispute: DisputeRecord): boolean {
  return !['won', 'lost', 'warning_closed'].includes(dispute.status);
}
