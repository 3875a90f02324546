import { STATUS, type SubscriptionStatus } from './subscription-status.js';

/** What decides which of a customer's subscriptions counts. */
export interface Candidate {
  readonly id: string;
  readonly status: SubscriptionStatus;
  readonly stripeCreatedAt: Date;
}

/**
 * The one subscription that counts among all of a customer's: best standing first, then the oldest. It depends
 * only on what Stripe says now, so the order in which events arrive cannot change the outcome.
 */
export function electLive<T extends Candidate>(all: readonly T[]): T | null {
  const live = all.filter(({ status }) => STATUS[status].live);
  live.sort(
    (a, b) =>
      STATUS[a.status].standing - STATUS[b.status].standing ||
      a.stripeCreatedAt.getTime() - b.stripeCreatedAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  );
  return live[0] ?? null;
}
