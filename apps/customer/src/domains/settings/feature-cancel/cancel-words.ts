import type { SubscriptionDto } from '@automna/api-client';
import { day } from '../../../ui/dates.js';
import { planTitle } from '../../billing/data/plan-state.js';

/** Statuses in which Stripe collects no more: there is no paid period to run out. */
const NOT_COLLECTED: SubscriptionDto['status'][] = ['unpaid', 'paused'];

/** Whether a cancellation takes effect at once instead of at the end of the period. */
function endsAtOnce({ status, currentPeriodEnd }: SubscriptionDto): boolean {
  return NOT_COLLECTED.includes(status) || currentPeriodEnd === null;
}

/** What cancelling means for this subscription, in whole sentences, in the order in which it happens. */
export function cancelConsequences(subscription: SubscriptionDto): string[] {
  const { currentPeriodEnd, awaitingPayment, nextPlan, service, trialEnd } = subscription;
  const sentences: string[] = [];
  if (awaitingPayment)
    sentences.push(`The upgrade to ${awaitingPayment.plan.title} is dropped; it is not charged.`);
  if (nextPlan) sentences.push(`The change to ${nextPlan.title} is dropped.`);
  if (endsAtOnce(subscription) || currentPeriodEnd === null) {
    sentences.push('Your plan ends at once, because the period that is running has not been paid.');
  } else {
    const until = day(currentPeriodEnd);
    sentences.push(
      `${planTitle(subscription)} runs until ${until}, with everything it has.`,
      trialEnd ? 'You are not charged.' : 'No further month is charged.',
      `Until ${until} you can take it back with one click.`,
    );
    if (service === 'payment_late') sentences.push('The payment that is overdue stays due.');
  }
  sentences.push(
    'After that your agent stops. It is not deleted: if you choose a plan again, it is back with its memory and its channels.',
  );
  return sentences;
}
