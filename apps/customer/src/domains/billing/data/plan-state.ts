import type { SubscriptionDto } from '@automna/api-client';
import { type StatusWords, money } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';

/** The one thing to know about a subscription; what needs the customer comes before what they decided themselves. */
export type PlanState =
  | 'none'
  | 'incomplete'
  | 'ended'
  | 'suspended'
  | 'late'
  | 'awaiting'
  | 'ending'
  | 'changing'
  | 'trial'
  | 'running';

export function planState(subscription: SubscriptionDto): PlanState {
  const { live, service, status } = subscription;
  if (!live) {
    if (status === 'none') return 'none';
    return status === 'incomplete' ? 'incomplete' : 'ended';
  }
  if (service === 'suspended') return 'suspended';
  if (service === 'payment_late') return 'late';
  if (subscription.awaitingPayment) return 'awaiting';
  if (subscription.cancelAtPeriodEnd) return 'ending';
  if (subscription.nextPlan) return 'changing';
  return subscription.trialEnd ? 'trial' : 'running';
}

const WORDS: Record<PlanState, StatusWords> = {
  none: { label: 'No plan', tone: 'neutral' },
  incomplete: { label: 'Payment not finished', tone: 'warn' },
  ended: { label: 'Ended', tone: 'neutral' },
  suspended: { label: 'Paused until you pay', tone: 'bad' },
  late: { label: 'Payment overdue', tone: 'warn' },
  awaiting: { label: 'Waiting for your payment', tone: 'warn' },
  ending: { label: 'Cancelled, still running', tone: 'neutral' },
  changing: { label: 'Active', tone: 'ok' },
  trial: { label: 'Trial', tone: 'info' },
  running: { label: 'Active', tone: 'ok' },
};

export function planWords(subscription: SubscriptionDto): StatusWords {
  return WORDS[planState(subscription)];
}

/** The plan's name; former plans and prices of no plan have none in the catalogue. */
export function planTitle({ plan, catalogue, live }: SubscriptionDto): string {
  if (plan) return plan.title;
  if (!live) return 'No plan';
  return catalogue === 'legacy' ? 'A former plan' : 'An individual plan';
}

/** "$30.00 a month"; empty without a price. */
export function priceText({ priceCents, interval }: SubscriptionDto): string {
  return priceCents === null ? '' : `${money(priceCents)} a ${interval ?? 'month'}`;
}

/** What happens to the plan next, in one line; empty when there is nothing to say. */
export function nextStep(subscription: SubscriptionDto): string {
  const { live, service, cancelAtPeriodEnd, currentPeriodEnd, nextPlan, nextPlanAt, trialEnd } = subscription;
  if (!live || service === 'suspended' || !currentPeriodEnd) return '';
  if (cancelAtPeriodEnd) return `Ends on ${day(currentPeriodEnd)}`;
  if (nextPlan) return `Changes to ${nextPlan.title} on ${day(nextPlanAt ?? currentPeriodEnd)}`;
  return trialEnd ? `Free until ${day(trialEnd)}` : `Renews on ${day(currentPeriodEnd)}`;
}
