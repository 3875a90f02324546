import type Stripe from 'stripe';
import { balanceWords } from './balance-words.js';
import { instant } from './stripe-time.js';

export interface ChargeLine {
  description: string;
  amountCents: number;
}

/** The next invoice before it is made. The lines add up to `amountCents`. */
export interface NextCharge {
  amountCents: number;
  /** When the invoice is made; Stripe collects it about an hour later. */
  at: Date;
  currency: string;
  lines: ChargeLine[];
  /** Credit that is left after it. */
  balanceCents: number;
}

/** Reads Stripe's preview. Credit is a negative balance at Stripe; here it is a positive amount. */
export function nextChargeOf(preview: Stripe.Invoice): NextCharge {
  const { amount_due: due, total, starting_balance: balance } = preview;
  const lines = preview.lines.data.map(({ description, amount }) => ({
    description: description ?? 'Other',
    amountCents: amount,
  }));
  const sum = (amounts: readonly { amount: number }[] | null): number =>
    (amounts ?? []).reduce((all, { amount }) => all + amount, 0);
  const listed = sum(preview.lines.data);
  const discount = sum(preview.total_discount_amounts);
  const rest = [
    { description: 'Discount', amountCents: -discount },
    { description: 'Tax', amountCents: total - (listed - discount) },
    { description: balanceWords(preview) ?? '', amountCents: due - total },
  ];
  return {
    amountCents: due,
    at: instant(preview.period_end),
    currency: preview.currency,
    lines: [...lines, ...rest.filter(({ amountCents }) => amountCents !== 0)],
    balanceCents: Math.max(0, due - total - balance),
  };
}
