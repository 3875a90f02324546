import type Stripe from 'stripe';
import { discountText } from './discount-text.js';
import { oldestOverdue, type OwedInvoice } from './overdue.js';
import { nextPhaseOf } from './schedule-facts.js';
import { instant } from './stripe-time.js';
import { type SubscriptionStatus, toStatus } from './subscription-status.js';

export { instant } from './stripe-time.js';

/** What `factsOf` needs expanded; in a list each is prefixed with `data.`. */
export const READING_EXPAND = ['latest_invoice', 'schedule', 'discounts.source.coupon'] as const;

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
  itemId: string | null;
  quantity: number | null;
  billingInterval: 'month' | 'year' | null;
  trialEnd: Date | null;
  discountText: string | null;
  scheduleId: string | null;
  /** Of the next phase, when it brings another price. */
  nextPriceId: string | null;
  nextPlanAt: Date | null;
  pendingPriceId: string | null;
  pendingUpdateExpiresAt: Date | null;
  /** Creation of the oldest unpaid invoice, which for a renewal is the start of the period it is for. */
  pastDueSince: Date | null;
  overdueInvoiceId: string | null;
  payUrl: string | null;
}

/** Stripe gives a reference as an id, or as the object when it was expanded. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

/** Only these have invoices that a customer is late with; for the others the list of open invoices is not needed. */
export function mayOwe(subscription: Pick<Stripe.Subscription, 'status'>): boolean {
  return subscription.status === 'past_due' || subscription.status === 'unpaid';
}

/**
 * `subscription` as retrieved with {@link READING_EXPAND}; `open` its open invoices, needed when {@link mayOwe}.
 * Periods live on the items; several items never decide a plan, but still span a period.
 */
export function factsOf(subscription: Stripe.Subscription, open: readonly OwedInvoice[]): SubscriptionFacts {
  const items = subscription.items.data;
  const [first, ...more] = items;
  const only = more.length === 0 ? first : undefined;
  const starts = items.map((item) => item.current_period_start);
  const ends = items.map((item) => item.current_period_end);
  return {
    stripeSubscriptionId: subscription.id,
    stripeCustomerId: idOf(subscription.customer) ?? '',
    status: toStatus(subscription.status),
    priceId: only?.price.id ?? null,
    priceCents: only?.price.unit_amount ?? null,
    currency: subscription.currency,
    periodStart: starts.length > 0 ? instant(Math.min(...starts)) : null,
    periodEnd: ends.length > 0 ? instant(Math.min(...ends)) : null,
    cancelAtPeriodEnd: subscription.cancel_at_period_end || subscription.cancel_at !== null,
    canceledAt: timeOf(subscription.canceled_at),
    stripeCreatedAt: instant(subscription.created),
    itemId: only?.id ?? null,
    quantity: only?.quantity ?? null,
    billingInterval: intervalOf(only?.price),
    trialEnd: timeOf(subscription.trial_end),
    discountText: discountText(subscription.discounts),
    ...nextPhaseOf(subscription.schedule, only?.price.id ?? null),
    ...pendingOf(subscription, only?.id),
    ...owedOf(subscription, open),
  };
}

function timeOf(seconds: number | null): Date | null {
  return seconds === null ? null : instant(seconds);
}

/** Weekly, daily and quarterly prices are none of ours. */
function intervalOf(price: Stripe.Price | undefined): 'month' | 'year' | null {
  const { interval, interval_count: count } = price?.recurring ?? {};
  if (count !== 1) return null;
  return interval === 'month' ? 'month' : interval === 'year' ? 'year' : null;
}

function pendingOf(
  { pending_update: pending }: Stripe.Subscription,
  itemId: string | undefined,
): Pick<SubscriptionFacts, 'pendingPriceId' | 'pendingUpdateExpiresAt'> {
  const items = pending?.subscription_items ?? [];
  const item = items.find(({ id }) => id === itemId) ?? (items.length === 1 ? items[0] : undefined);
  return {
    pendingPriceId: item?.price.id ?? null,
    pendingUpdateExpiresAt: timeOf(pending?.expires_at ?? null),
  };
}

/** A late payment comes first; then the invoice of a first payment or of an upgrade that waits for the customer. */
function owedOf(
  subscription: Stripe.Subscription,
  open: readonly OwedInvoice[],
): Pick<SubscriptionFacts, 'pastDueSince' | 'overdueInvoiceId' | 'payUrl'> {
  const latest = typeof subscription.latest_invoice === 'string' ? null : subscription.latest_invoice;
  const waiting = latest?.status === 'open' ? latest : null;
  if (mayOwe(subscription)) {
    // Paid or settled otherwise a moment ago: the next event brings the new status.
    const overdue = oldestOverdue(open) ?? waiting;
    const since = overdue ?? latest;
    return {
      pastDueSince: timeOf(since?.created ?? null),
      overdueInvoiceId: overdue?.id ?? null,
      payUrl: overdue?.hosted_invoice_url ?? null,
    };
  }
  const waits = subscription.status === 'incomplete' || subscription.pending_update !== null;
  return {
    pastDueSince: null,
    overdueInvoiceId: null,
    payUrl: waits ? (waiting?.hosted_invoice_url ?? null) : null,
  };
}
