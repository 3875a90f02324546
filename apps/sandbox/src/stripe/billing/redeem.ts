import { badRequest } from '../http/errors.js';
import { serialiseDiscount } from '../serialise/discount.js';
import type {
  CouponRecord,
  DiscountRecord,
  PromotionCodeRecord,
  SubscriptionRecord,
} from '../state/records.js';
import type { World } from '../state/world.js';
import { addIntervals } from './periods.js';

/** One entry of `discounts` in a call. */
export interface Redeem {
  coupon?: string;
  promotionCode?: string;
  discount?: string;
}

/** Who redeems. */
export interface Redeemer {
  customer: string;
  currency: string;
  /** Cents the coupon would apply to, for codes with a minimum. */
  amount: number;
  subscription: string | null;
  checkoutSession?: string | null;
}

/** A coupon that can still be redeemed. */
export function isValid(coupon: CouponRecord, now: number): boolean {
  const spent = coupon.maxRedemptions !== null && coupon.timesRedeemed >= coupon.maxRedemptions;
  return !coupon.deleted && !spent && (coupon.redeemBy === null || now <= coupon.redeemBy);
}

/** The coupon with this id, if it was not deleted. */
export function liveCoupon(world: World, id: string, param: string): CouponRecord {
  const coupon = world.coupons.get(id);
  if (!coupon || coupon.deleted) throw noSuch('coupon', id, param);
  return coupon;
}

/** Which coupon an entry means. Refuses what cannot be redeemed; changes nothing. */
export function resolveRedeem(
  world: World,
  entry: Redeem,
  who: Redeemer,
  param: string,
): { coupon: CouponRecord; code: PromotionCodeRecord | undefined } {
  if (entry.promotionCode !== undefined) {
    const code = world.promotionCodes.get(entry.promotionCode);
    if (!code) throw noSuch('promotion code', entry.promotionCode, `${param}[promotion_code]`);
    const reason = whyNot(world, code, who);
    if (reason)
      throw badRequest(reason, { code: 'promotion_code_invalid', param: `${param}[promotion_code]` });
    return { coupon: world.coupons.need(code.coupon), code };
  }
  const coupon = liveCoupon(world, entry.coupon ?? '', `${param}[coupon]`);
  const expired = !isValid(coupon, world.now());
  if (expired) {
    throw badRequest(`Coupon expired: ${coupon.id}`, { code: 'coupon_expired', param: `${param}[coupon]` });
  }
  mustFitCurrency(coupon, who, `${param}[coupon]`);
  return { coupon, code: undefined };
}

/** Why this customer cannot use a code now; undefined when they can. */
export function whyNot(world: World, code: PromotionCodeRecord, who: Redeemer): string | undefined {
  const now = world.now();
  const coupon = world.coupons.need(code.coupon);
  const spent = code.maxRedemptions !== null && code.timesRedeemed >= code.maxRedemptions;
  const over = code.expiresAt !== null && now > code.expiresAt;
  if (!code.active || spent || over || !isValid(coupon, now))
    return 'This promotion code is inactive or expired.';
  if (code.customer !== null && code.customer !== who.customer) {
    return 'This promotion code cannot be redeemed by this customer.';
  }
  const paidBefore = world.invoices
    .all()
    .some((it) => it.customer === who.customer && it.status === 'paid' && it.amountPaid > 0);
  if (code.firstTimeTransaction && paidBefore) {
    return 'This promotion code cannot be redeemed because the associated customer has prior transactions.';
  }
  if (code.minimumAmount !== null && who.amount < code.minimumAmount) {
    return 'This promotion code cannot be redeemed because the amount is below its minimum.';
  }
  if (coupon.amountOff !== null && coupon.currency !== who.currency) {
    return `This promotion code is for ${coupon.currency}, not ${who.currency}.`;
  }
  return undefined;
}

function mustFitCurrency(coupon: CouponRecord, who: Redeemer, param: string): void {
  if (coupon.amountOff === null || coupon.currency === who.currency) return;
  throw badRequest(
    `The coupon specified only supports \`${coupon.currency}\`. This doesn't match the expected currency: \`${who.currency}\`.`,
    { param },
  );
}

/** Redeems a coupon: a discount that lasts as long as the coupon says. `customer.discount.created`. */
export function redeem(world: World, entry: Redeem, who: Redeemer, param: string): DiscountRecord {
  const { coupon, code } = resolveRedeem(world, entry, who, param);
  coupon.timesRedeemed += 1;
  if (code) code.timesRedeemed += 1;
  const start = world.now();
  const months = coupon.duration === 'repeating' ? coupon.durationInMonths : null;
  const discount = world.discounts.add({
    ...world.born('di_'),
    coupon: coupon.id,
    promotionCode: code?.id ?? null,
    customer: who.customer,
    subscription: who.subscription,
    checkoutSession: who.checkoutSession ?? null,
    start,
    end: months === null ? null : addIntervals(start, 'month', months),
  });
  world.emit('customer.discount.created', serialiseDiscount(discount));
  return discount;
}

/** The discounts a subscription has after a call that names these; a coupon it has already is not redeemed again. */
export function discountsFrom(
  world: World,
  subscription: SubscriptionRecord,
  entries: readonly Redeem[],
  param: string,
  checkoutSession: string | null = null,
): string[] {
  const current = subscription.discounts.map((id) => world.discounts.need(id));
  return entries.map((entry, index) => {
    const same = current.find(
      (it) =>
        it.id === entry.discount ||
        (entry.coupon !== undefined && it.coupon === entry.coupon && it.promotionCode === null) ||
        (entry.promotionCode !== undefined && it.promotionCode === entry.promotionCode),
    );
    if (same) return same.id;
    if (entry.discount !== undefined)
      throw noSuch('discount', entry.discount, `${param}[${index}][discount]`);
    const who = { ...redeemerOf(world, subscription), checkoutSession };
    return redeem(world, entry, who, `${param}[${index}]`).id;
  });
}

/** A subscription as the one who redeems. */
export function redeemerOf(world: World, subscription: SubscriptionRecord): Redeemer {
  const amount = subscription.items.reduce(
    (sum, item) => sum + world.prices.need(item.price).unitAmount * item.quantity,
    0,
  );
  return {
    customer: subscription.customer,
    currency: subscription.currency,
    amount,
    subscription: subscription.id,
  };
}

function noSuch(kind: string, id: string, param: string): Error {
  return badRequest(`No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}
