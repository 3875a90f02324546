/** A stretch of time in unix seconds. */
export interface Span {
  start: number;
  end: number;
}

/** An amount that was billed for a span. */
export interface Billed extends Span {
  amount: number;
}

/** Whole cents, halves away from zero: a credit and a charge of the same size cancel out. */
export function wholeCents(cents: number): number {
  return cents < 0 ? -Math.round(-cents) || 0 : Math.round(cents);
}

/** The part of a full period's price that falls on the time from `at` on, to the second. */
export function share(cents: number, period: Span, at: number): number {
  const length = period.end - period.start;
  return length > 0 ? (cents * (period.end - at)) / length : 0;
}

/**
 * What of everything billed so far (charges and credits, net of discounts) falls on the time from `at` on. That is what
 * flexible billing credits: the money really debited for the time that is left, whatever the price is today.
 */
export function debitedAfter(billed: readonly Billed[], at: number): number {
  return billed.reduce((sum, it) => {
    const length = it.end - it.start;
    return length > 0 ? sum + it.amount * Math.min(1, Math.max(0, it.end - at) / length) : sum;
  }, 0);
}
