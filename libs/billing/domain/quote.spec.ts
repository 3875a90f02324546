import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { chargeAfter, isCurrent, quoteOf } from './quote.js';

const line = (amount: number, proration: boolean, discount = 0) => ({
  amount,
  description: `${amount}`,
  discount_amounts: discount ? [{ amount: discount, discount: 'di_1' }] : [],
  parent: { subscription_item_details: { proration }, invoice_item_details: null },
});
const invoice = (over: object) =>
  ({
    total: 0,
    amount_due: 0,
    starting_balance: 0,
    lines: { data: [] },
    ...over,
  }) as unknown as Stripe.Invoice;

describe('A quote', () => {
  it('takes the amount from Stripe and the lines after discounts, so that they add up', () => {
    const lines = { data: [line(-1500, true), line(2000, true, 400)] };
    const quote = quoteOf(invoice({ total: 100, amount_due: 100, lines }));
    expect(quote).toMatchObject({ amountDueCents: 100, balanceUsedCents: 0, balanceAfterCents: 0 });
    expect(quote.lines.map(({ amountCents }) => amountCents)).toEqual([-1500, 1600]);
    expect(quote.lines.every(({ proration }) => proration)).toBe(true);
  });

  it.each([
    [500, 300, -200, 200, 0],
    [500, 0, -900, 500, -400],
    [0, 0, -900, 0, -900],
    [-700, 0, -100, -700, -800],
    [500, 650, 150, -150, 0],
    [15, 0, 0, 15, 15],
  ])('total %d, due %d, balance %d: uses %d and leaves %d', (total, due, balance, used, after) => {
    const quote = quoteOf(invoice({ total, amount_due: due, starting_balance: balance }));
    expect([quote.amountDueCents, quote.balanceUsedCents, quote.balanceAfterCents]).toEqual([
      due,
      used,
      after,
    ]);
  });

  it('sets the credit that is left off against the next charge', () => {
    const now = quoteOf(invoice({ total: 500, amount_due: 0, starting_balance: -900 }));
    expect(chargeAfter(now, quoteOf(invoice({ total: 3000, starting_balance: -900 })))).toBe(2600);
    expect(chargeAfter(now, quoteOf(invoice({ total: 300 })))).toBe(0);
  });

  it('holds for a quarter of an hour within its period', () => {
    const now = new Date('2026-03-10T12:00:00Z');
    const seconds = now.getTime() / 1000;
    expect(isCurrent(seconds, now, seconds - 100)).toBe(true);
    expect(isCurrent(seconds - 900, now, 0)).toBe(true);
    expect(isCurrent(seconds - 901, now, 0)).toBe(false);
    expect(isCurrent(seconds + 61, now, 0)).toBe(false);
    expect(isCurrent(seconds - 10, now, seconds - 5)).toBe(false);
    expect(isCurrent(1, now, 0)).toBe(false);
  });
});
