import type Stripe from 'stripe';
import { isValid } from '../billing/redeem.js';
import type { CouponRecord, DiscountRecord, PromotionCodeRecord } from '../state/records.js';
import type { World } from '../state/world.js';

export function serialiseCoupon(coupon: CouponRecord, world: World): Stripe.Coupon | Stripe.DeletedCoupon {
  if (coupon.deleted) return { id: coupon.id, object: 'coupon', deleted: true };
  return liveCouponObject(coupon, world);
}

/** The full object, whatever the deleted flag says. */
export function liveCouponObject(coupon: CouponRecord, world: World): Stripe.Coupon {
  return {
    id: coupon.id,
    object: 'coupon',
    amount_off: coupon.amountOff,
    ...(coupon.products.length > 0 ? { applies_to: { products: coupon.products } } : {}),
    created: coupon.created,
    currency: coupon.currency,
    duration: coupon.duration,
    duration_in_months: coupon.durationInMonths,
    livemode: false,
    max_redemptions: coupon.maxRedemptions,
    metadata: coupon.metadata,
    name: coupon.name,
    percent_off: coupon.percentOff,
    redeem_by: coupon.redeemBy,
    times_redeemed: coupon.timesRedeemed,
    valid: isValid(coupon, world.now()),
  };
}

export function serialisePromotionCode(code: PromotionCodeRecord, world: World): Stripe.PromotionCode {
  const coupon = world.coupons.need(code.coupon);
  const spent = code.maxRedemptions !== null && code.timesRedeemed >= code.maxRedemptions;
  const over = code.expiresAt !== null && world.now() > code.expiresAt;
  return {
    id: code.id,
    object: 'promotion_code',
    active: code.active && !spent && !over && isValid(coupon, world.now()),
    code: code.code,
    created: code.created,
    customer: code.customer,
    customer_account: null,
    expires_at: code.expiresAt,
    livemode: false,
    max_redemptions: code.maxRedemptions,
    metadata: code.metadata,
    promotion: { coupon: code.coupon, type: 'coupon' },
    restrictions: {
      first_time_transaction: code.firstTimeTransaction,
      minimum_amount: code.minimumAmount,
      minimum_amount_currency: code.minimumAmountCurrency,
    },
    times_redeemed: code.timesRedeemed,
  };
}

export function serialiseDiscount(discount: DiscountRecord): Stripe.Discount {
  return {
    id: discount.id,
    object: 'discount',
    checkout_session: discount.checkoutSession,
    customer: discount.customer,
    customer_account: null,
    end: discount.end,
    invoice: null,
    invoice_item: null,
    promotion_code: discount.promotionCode,
    source: { coupon: discount.coupon, type: 'coupon' },
    start: discount.start,
    subscription: discount.subscription,
    subscription_item: null,
  };
}
