import type Stripe from 'stripe';
import { idOf, instant } from './stripe-facts.js';
import { type SubscriptionStatus, toStatus } from './subscription-status.js';

/** A schedule that manages the subscription. */
export interface ScheduleFacts {
  readonly id: string;
  /** Unix seconds. A phase may only be rewritten with the start it has. */
  readonly phaseStart: number;
  /** Phases lie behind it: it has done a change already and cannot be given another one. */
  readonly used: boolean;
  readonly nextPriceId: string | null;
  readonly endsByRelease: boolean;
}

/** An update that Stripe holds back until its invoice is paid. */
export interface PendingFacts {
  readonly priceId: string | null;
  readonly expiresAt: Date;
  /** The invoice that decides it; null when it is not open any more. */
  readonly invoiceId: string | null;
  readonly payUrl: string | null;
  /** Unix seconds: for which instant its amount was calculated. */
  readonly prorationDate: number | null;
}

/** What a change of plan needs to know of a subscription, read from Stripe and nothing guessed. */
export interface ChangeFacts {
  readonly id: string;
  readonly customerId: string;
  readonly status: SubscriptionStatus;
  readonly currency: string;
  /** The one item; null when there are several, which nobody changes automatically. */
  readonly item: { readonly id: string; readonly priceId: string; readonly quantity: number } | null;
  /** Unix seconds. */
  readonly periodStart: number;
  /** Unix seconds; during a trial its end. */
  readonly periodEnd: number;
  readonly cancelAtPeriodEnd: boolean;
  /** A day of cancelling that is not simply the period's end. */
  readonly cancelAt: Date | null;
  readonly discounts: readonly string[];
  readonly schedule: ScheduleFacts | null;
  readonly pending: PendingFacts | null;
  /** Page of the latest invoice while it is open. */
  readonly openInvoiceUrl: string | null;
}

/** To be expanded when the subscription is read for a change. */
export const CHANGE_EXPAND = ['schedule', 'latest_invoice'];

/** Reads a subscription that was retrieved with {@link CHANGE_EXPAND}. */
export function changeFactsOf(subscription: Stripe.Subscription): ChangeFacts {
  const [only, ...more] = subscription.items.data;
  const item = only && more.length === 0 ? only : null;
  const invoice = objectOf(subscription.latest_invoice);
  const open = invoice?.status === 'open' ? invoice : null;
  return {
    id: subscription.id,
    customerId: idOf(subscription.customer) ?? '',
    status: toStatus(subscription.status),
    currency: subscription.currency,
    item: item && { id: item.id, priceId: item.price.id, quantity: item.quantity ?? 1 },
    periodStart: only?.current_period_start ?? subscription.start_date,
    periodEnd: only?.current_period_end ?? subscription.start_date,
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    cancelAt: subscription.cancel_at === null ? null : instant(subscription.cancel_at),
    discounts: subscription.discounts.flatMap((discount) => idOf(discount) ?? []),
    schedule: scheduleOf(objectOf(subscription.schedule)),
    pending: pendingOf(subscription.pending_update, open),
    openInvoiceUrl: open?.hosted_invoice_url ?? null,
  };
}

/** The subscription ends by itself: nothing to cancel, something to resume. */
export function isEnding({ cancelAtPeriodEnd, cancelAt }: ChangeFacts): boolean {
  return cancelAtPeriodEnd || cancelAt !== null;
}

/** It ends with the paid period or before: that is what cancelling means. */
export function endsInTime({ cancelAtPeriodEnd, cancelAt, periodEnd }: ChangeFacts): boolean {
  return cancelAtPeriodEnd || (cancelAt !== null && cancelAt <= instant(periodEnd));
}

/** The price after the coming phase; null when none follows. */
function scheduleOf(schedule: Stripe.SubscriptionSchedule | null): ScheduleFacts | null {
  if (!schedule || (schedule.status !== 'active' && schedule.status !== 'not_started')) return null;
  const start = schedule.current_phase?.start_date ?? schedule.phases[0]?.start_date ?? 0;
  const next = schedule.phases.find((phase) => phase.start_date > start);
  return {
    id: schedule.id,
    phaseStart: start,
    used: schedule.phases.some((phase) => phase.start_date < start),
    nextPriceId: idOf(next?.items[0]?.price),
    endsByRelease: schedule.end_behavior === 'release',
  };
}

function pendingOf(
  pending: Stripe.Subscription.PendingUpdate | null,
  invoice: Stripe.Invoice | null,
): PendingFacts | null {
  if (!pending) return null;
  return {
    priceId: pending.subscription_items?.[0]?.price.id ?? null,
    expiresAt: instant(pending.expires_at),
    invoiceId: invoice?.id ?? null,
    payUrl: invoice?.hosted_invoice_url ?? null,
    prorationDate: invoice ? prorationDateOf(invoice) : null,
  };
}

function prorationDateOf(invoice: Stripe.Invoice): number | null {
  const told = invoice.parent?.subscription_details?.subscription_proration_date;
  const line = invoice.lines.data.find(({ parent }) => parent?.subscription_item_details?.proration);
  return told ?? line?.period.start ?? null;
}

function objectOf<T extends { id?: string }>(reference: string | T | null): T | null {
  return typeof reference === 'string' ? null : reference;
}
