import { STATUS, type SubscriptionStatus } from './subscription-status.js';

/** What decides which of a customer's subscriptions counts. */
export interface Candidate {
  /** Stripe's id: ours depend on the order in which we learned of them. */
  readonly stripeSubscriptionId: string;
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
      (a.stripeSubscriptionId < b.stripeSubscriptionId ? -1 : 1),
  );
  return live[0] ?? null;
}

/** What a customer's billing is about: the subscription that counts, else the latest one there was. */
export function electShown<T extends Candidate>(all: readonly T[]): T | null {
  const latest = [...all].sort(
    (a, b) =>
      b.stripeCreatedAt.getTime() - a.stripeCreatedAt.getTime() ||
      (a.stripeSubscriptionId < b.stripeSubscriptionId ? -1 : 1),
  );
  return electLive(all) ?? latest[0] ?? null;
}
