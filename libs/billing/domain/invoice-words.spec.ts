import { describe, expect, it } from '@jest/globals';
import type { PlanRef } from '@automna/contracts';
import type Stripe from 'stripe';
import { invoiceWords, pricesOnInvoice } from './invoice-words.js';

const PLANS = new Map<string, PlanRef>([
  ['price_starter', { catalogue: 'byok', name: 'starter' }],
  ['price_power', { catalogue: 'byok', name: 'power' }],
]);
const at = (iso: string) => Date.parse(iso) / 1000;
const line = (price: string, amount: number, start: string, end: string, proration = true) => ({
  amount,
  description: `Stripe's words for ${price}`,
  period: { start: at(start), end: at(end) },
  pricing: { price_details: { price } },
  parent: { subscription_item_details: { proration } },
});
const invoice = (lines: object[], description: string | null = null) =>
  ({ description, lines: { data: lines } }) as unknown as Stripe.Invoice;
const upgrade = (start: string, end: string) =>
  invoice([line('price_starter', -1000, start, end), line('price_power', 2000, start, end)]);

describe('What an invoice is for', () => {
  it.each([
    ['2026-03-03T08:00:00Z', '2026-03-31T08:00:00Z', '3–31 March'],
    ['2026-03-20T08:00:00Z', '2026-04-03T08:00:00Z', '20 March – 3 April'],
    ['2026-12-20T08:00:00Z', '2027-01-03T08:00:00Z', '20 December 2026 – 3 January 2027'],
    ['2026-03-31T08:00:00Z', '2026-03-31T09:00:00Z', '31 March'],
  ])('a change of plan from %s to %s', (start, end, span) => {
    expect(invoiceWords(upgrade(start, end), PLANS)).toBe(`Change from Starter to Power, ${span}`);
  });

  it.each([
    ['no line', [], 'Subscription'],
    ['a regular charge', [line('price_power', 4000, '2026-03-01', '2026-04-01', false)], /price_power/],
    [
      'a charge with an adjustment',
      [
        line('price_power', 4000, '2026-03-01', '2026-04-01', false),
        line('price_starter', -5, '2026-02-28', '2026-03-01'),
      ],
      /price_power/,
    ],
    ['a credit alone', [line('price_starter', -5, '2026-03-01', '2026-03-02')], /price_starter/],
    [
      'another quantity of one plan',
      [
        line('price_power', -5, '2026-03-01', '2026-03-02'),
        line('price_power', 9, '2026-03-01', '2026-03-02'),
      ],
      /price_power/,
    ],
    [
      'prices that are none of ours',
      [line('price_x', -5, '2026-03-01', '2026-03-02'), line('price_y', 9, '2026-03-01', '2026-03-02')],
      /price_x/,
    ],
  ])('keeps the words of Stripe for %s', (_what, lines, words) => {
    expect(invoiceWords(invoice(lines), PLANS)).toMatch(words);
  });

  it('says what a person wrote on it', () => {
    expect(invoiceWords(invoice([], 'Setting up, as agreed'), PLANS)).toBe('Setting up, as agreed');
  });

  it('names each price once, and none for a line without one', () => {
    const bare = { amount: 5, description: null, period: { start: 0, end: 1 }, pricing: null, parent: null };
    const lines = [
      bare,
      line('price_power', 1, '2026-03-01', '2026-03-02'),
      line('price_power', 2, '2026-03-01', '2026-03-02'),
    ];
    expect(pricesOnInvoice(invoice(lines))).toEqual(['price_power']);
    expect(invoiceWords(invoice([bare]), PLANS)).toBe('Subscription');
  });
});
