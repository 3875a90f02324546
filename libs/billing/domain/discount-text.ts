import { moneyText } from '@automna/notifications';
import type Stripe from 'stripe';

type Coupon = Pick<
  Stripe.Coupon,
  'percent_off' | 'amount_off' | 'currency' | 'duration' | 'duration_in_months'
>;

/** What a coupon does, in words: `20% off for 3 months`. */
export function couponText(coupon: Coupon): string | null {
  const value = valueOf(coupon);
  return value && `${value} off${lasting(coupon)}`;
}

/** All discounts of a subscription in one line; null without any. An id that was not expanded says nothing. */
export function discountText(discounts: readonly (string | Stripe.Discount)[]): string | null {
  const texts = discounts.flatMap((discount) => {
    const coupon = typeof discount === 'string' ? null : discount.source.coupon;
    return coupon === null || typeof coupon === 'string' ? [] : (couponText(coupon) ?? []);
  });
  return texts.length > 0 ? texts.join(', and ') : null;
}

function valueOf({ percent_off, amount_off, currency }: Coupon): string | null {
  if (percent_off !== null) return `${percent_off}%`;
  return amount_off !== null && currency !== null ? moneyText(amount_off, currency) : null;
}

function lasting({ duration, duration_in_months: months }: Coupon): string {
  if (duration === 'once') return ' once';
  if (duration !== 'repeating' || months === null) return '';
  return months === 1 ? ' for 1 month' : ` for ${months} months`;
}
