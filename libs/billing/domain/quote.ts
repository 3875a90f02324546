import type Stripe from 'stripe';
import { balanceWords } from './balance-words.js';

/** How long an amount may be agreed to after it was shown. */
export const QUOTE_LIFE_SECONDS = 15 * 60;
/** Stripe charges no card less in US dollars; it waits for the next invoice. */
const SMALLEST_CHARGE_CENTS = 50;
/** Clocks of two machines differ; an instant further ahead is no quote of ours. */
const AHEAD_SECONDS = 60;

export interface QuoteLine {
  readonly description: string;
  /** After discounts; negative = a credit. */
  readonly amountCents: number;
  readonly proration: boolean;
}

/** What an invoice that does not exist yet would charge. */
export interface Quote {
  readonly amountDueCents: number;
  /**
   * What the account's balance takes over: credit that pays a part, or an amount too small to be charged that goes to
   * the next invoice. Negative = an earlier debt that is paid along.
   */
  readonly balanceUsedCents: number;
  /** What that is, in words; null when it is 0. */
  readonly balanceWords: string | null;
  /** What is left of the account's credit (negative) or debt (positive) afterwards. */
  readonly balanceAfterCents: number;
  readonly totalCents: number;
  readonly lines: readonly QuoteLine[];
}

/** Reads a preview of Stripe. Its `amount_due` is what will be charged, whatever we think of the rest. */
export function quoteOf(invoice: Stripe.Invoice): Quote {
  const { total, amount_due: due, starting_balance: balance } = invoice;
  const used = total - due;
  return {
    amountDueCents: due,
    balanceUsedCents: used,
    balanceWords: balanceWords(invoice),
    balanceAfterCents: balance + used,
    totalCents: total,
    lines: invoice.lines.data.map(toLine),
  };
}

/** The regular charge `renewal` once `before` was paid, which may have used up the credit. */
export function chargeAfter(before: Quote, renewal: Quote): number {
  const cents = renewal.totalCents + before.balanceAfterCents;
  return cents < SMALLEST_CHARGE_CENTS ? 0 : cents;
}

/** True when the amount for `prorationDate` (Unix seconds) may still be agreed to. */
export function isCurrent(prorationDate: number, now: Date, periodStart: number): boolean {
  const seconds = Math.floor(now.getTime() / 1000);
  if (prorationDate < seconds - QUOTE_LIFE_SECONDS || prorationDate > seconds + AHEAD_SECONDS) return false;
  return prorationDate >= periodStart;
}

function toLine(line: Stripe.InvoiceLineItem): QuoteLine {
  const discount = (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const parent = line.parent;
  return {
    description: line.description ?? 'Subscription',
    amountCents: line.amount - discount,
    proration:
      (parent?.subscription_item_details?.proration ?? false) ||
      (parent?.invoice_item_details?.proration ?? false),
  };
}
