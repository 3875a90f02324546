import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { couponText, discountText } from './discount-text.js';

type Coupon = Parameters<typeof couponText>[0];
const coupon = (given: Partial<Coupon>): Coupon => ({
  percent_off: null,
  amount_off: null,
  currency: null,
  duration: 'forever',
  duration_in_months: null,
  ...given,
});

describe('A discount in words', () => {
  it.each<[Partial<Coupon>, string | null]>([
    [{ percent_off: 20, duration: 'repeating', duration_in_months: 3 }, '20% off for 3 months'],
    [{ percent_off: 12.5, duration: 'repeating', duration_in_months: 1 }, '12.5% off for 1 month'],
    [{ percent_off: 100, duration: 'once' }, '100% off once'],
    [{ amount_off: 500, currency: 'usd' }, '$5.00 off'],
    [{ amount_off: 500, currency: 'jpy', duration: 'once' }, '¥500 off once'],
    [{}, null],
  ])('%j is "%s"', (given, text) => {
    expect(couponText(coupon(given))).toBe(text);
  });

  it('joins several, and says nothing of what was not expanded', () => {
    const discount = (of: unknown) => ({ source: { coupon: of } }) as unknown as Stripe.Discount;
    const two = [coupon({ percent_off: 10 }), coupon({ amount_off: 100, currency: 'usd', duration: 'once' })];
    expect(discountText(two.map(discount))).toBe('10% off, and $1.00 off once');
    expect(discountText(['di_1', discount('co_1'), discount(null)])).toBeNull();
    expect(discountText([])).toBeNull();
  });
});
