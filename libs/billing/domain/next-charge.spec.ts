import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { nextChargeOf } from './next-charge.js';

const preview = (given: Record<string, unknown> = {}) =>
  ({
    amount_due: 3000,
    total: 3000,
    starting_balance: 0,
    period_end: 1_774_000_000,
    currency: 'usd',
    total_discount_amounts: [],
    lines: { data: [{ description: '1 × Pro', amount: 3000 }] },
    ...given,
  }) as unknown as Stripe.Invoice;

describe('The next charge', () => {
  it('is what the preview says', () => {
    expect(nextChargeOf(preview())).toEqual({
      amountCents: 3000,
      at: new Date(1_774_000_000_000),
      currency: 'usd',
      lines: [{ description: '1 × Pro', amountCents: 3000 }],
      balanceCents: 0,
    });
  });

  it.each<[string, Record<string, unknown>, string[], number]>([
    ['credit for a part', { starting_balance: -1000, amount_due: 2000 }, ['Paid from your credit -1000'], 0],
    ['credit for more', { starting_balance: -5000, amount_due: 0 }, ['Paid from your credit -3000'], 2000],
    [
      'a discount',
      { total_discount_amounts: [{ amount: 600 }], total: 2400, amount_due: 2400 },
      ['Discount -600'],
      0,
    ],
    ['tax', { total: 3300, amount_due: 3300 }, ['Tax 300'], 0],
    ['an older debt', { starting_balance: 500, amount_due: 3500 }, ['Carried over from before 500'], 0],
  ])('adds up with %s', (_what, given, extra, balance) => {
    const charge = nextChargeOf(preview(given));
    const [, ...rest] = charge.lines;
    expect(rest.map(({ description, amountCents }) => `${description} ${amountCents}`)).toEqual(extra);
    expect(charge.lines.reduce((sum, line) => sum + line.amountCents, 0)).toBe(charge.amountCents);
    expect(charge.balanceCents).toBe(balance);
  });

  it('keeps what a negative invoice gives back', () => {
    const lines = { data: [{ description: null, amount: -700 }] };
    const charge = nextChargeOf(preview({ total: -700, amount_due: 0, lines }));
    expect(charge).toMatchObject({
      amountCents: 0,
      balanceCents: 700,
      lines: [
        { description: 'Other', amountCents: -700 },
        { description: 'Kept as credit', amountCents: 700 },
      ],
    });
  });
});
