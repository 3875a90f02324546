import type Stripe from 'stripe';
import { type SubscriptionStatus, toStatus } from './subscription-status.js';

/** What we keep of a Stripe subscription: a pure reading of the object, nothing guessed. */
export interface SubscriptionFacts {
  stripeSubscriptionId: string;
  stripeCustomerId: string;
  status: SubscriptionStatus;
  /** The price that decides the plan; null when there is not exactly one item. */
  priceId: string | null;
  /** US cents or the smallest unit of `currency`; 0 is a price. Null only when Stripe gives no unit amount. */
  priceCents: number | null;
  currency: string;
  periodStart: Date | null;
  periodEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  canceledAt: Date | null;
  stripeCreatedAt: Date;
}

export const instant = (seconds: number): Date => new Date(seconds * 1000);

/** Stripe gives a reference as an id, or as the object when it was expanded. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

/** Periods live on the items since 2025; several items never decide a plan, but still span a period. */
export function factsOf(subscription: Stripe.Subscription): SubscriptionFacts {
  const items = subscription.items.data;
  const [only, ...more] = items;
  const price = more.length === 0 ? only?.price : undefined;
  const starts = items.map((item) => item.current_period_start);
  const ends = items.map((item) => item.current_period_end);
  return {
    stripeSubscriptionId: subscription.id,
    stripeCustomerId: idOf(subscription.customer) ?? '',
    status: toStatus(subscription.status),
    priceId: price?.id ?? null,
    priceCents: price?.unit_amount ?? null,
    currency: subscription.currency,
    periodStart: starts.length > 0 ? instant(Math.min(...starts)) : null,
    periodEnd: ends.length > 0 ? instant(Math.min(...ends)) : null,
    cancelAtPeriodEnd: subscription.cancel_at_period_end || subscription.cancel_at !== null,
    canceledAt: subscription.canceled_at === null ? null : instant(subscription.canceled_at),
    stripeCreatedAt: instant(subscription.created),
  };
}
