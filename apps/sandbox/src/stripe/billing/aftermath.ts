import type { ChargeRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { testCard } from './cards.js';
import { endDispute, openDispute, warnOfFraud } from './disputes.js';
import { settleRefund } from './refunds.js';

/** What banks do by themselves a moment after the money moved: disputes, warnings, late news of refunds. */
export function runAftermath(world: World): void {
  for (const charge of world.charges.all()) {
    if (charge.error === null) inItsTime(world, charge.customer, () => react(world, charge));
  }
  for (const refund of world.refunds.all()) {
    if (refund.outcome !== null) inItsTime(world, refund.customer, () => settleRefund(world, refund));
  }
  for (const dispute of world.disputes.all()) {
    const unanswered = dispute.status === 'needs_response' || dispute.status === 'warning_needs_response';
    if (!unanswered || world.nowOf(dispute.customer) <= dispute.dueBy) continue;
    world.at(dispute.dueBy + 1, () => endDispute(world, dispute, 'lost'));
  }
}

function react(world: World, charge: ChargeRecord): void {
  const method = world.paymentMethods.get(charge.paymentMethod);
  const aftermath = method && testCard(method.cardNumber)?.aftermath;
  if (!aftermath) return;
  if ('fraudWarning' in aftermath) {
    const warned = world.earlyFraudWarnings.all().some((it) => it.charge === charge.id);
    if (!warned) warnOfFraud(world, charge, aftermath.fraudWarning);
  } else if (!world.disputes.all().some((it) => it.charge === charge.id)) {
    openDispute(world, charge, aftermath);
  }
}

function inItsTime(world: World, customer: string, work: () => void): void {
  world.at(world.nowOf(customer), work);
}
