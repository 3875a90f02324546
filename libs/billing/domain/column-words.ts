import type { SubscriptionColumns } from './subscription-columns.js';

/** Everything of a subscription that is compared with Stripe, and what we make of it. */
export type ComparedColumn = keyof SubscriptionColumns | 'live' | 'duplicate' | 'service';

/** What people call a column. Several may share a word: which one exactly differs stands beside the sentence. */
const WORDS: Record<ComparedColumn, string> = {
  stripeSubscriptionId: 'id at Stripe',
  stripeCustomerId: 'customer at Stripe',
  status: 'status',
  priceId: 'price',
  priceCents: 'amount',
  currency: 'currency',
  periodStart: 'paid period',
  periodEnd: 'paid period',
  cancelAtPeriodEnd: 'cancellation',
  canceledAt: 'cancellation',
  stripeCreatedAt: 'day it began',
  itemId: 'item',
  quantity: 'quantity',
  billingInterval: 'billing interval',
  trialEnd: 'trial',
  discountText: 'discount',
  scheduleId: 'schedule of changes',
  nextPriceId: 'next price',
  nextPlanAt: 'day of the next plan',
  pendingPriceId: 'change that waits for its payment',
  pendingUpdateExpiresAt: 'change that waits for its payment',
  pastDueSince: 'overdue payment',
  overdueInvoiceId: 'overdue payment',
  payUrl: 'overdue payment',
  catalogue: 'plan',
  plan: 'plan',
  nextCatalogue: 'next plan',
  nextPlan: 'next plan',
  pendingPlan: 'change that waits for its payment',
  live: 'which one counts',
  duplicate: 'which one counts',
  service: 'service',
};

const LIST = new Intl.ListFormat('en', { type: 'conjunction' });

/** `plan, price and discount`. */
export function columnsInWords(columns: readonly ComparedColumn[]): string {
  return LIST.format([...new Set(columns.map((column) => WORDS[column]))]);
}
