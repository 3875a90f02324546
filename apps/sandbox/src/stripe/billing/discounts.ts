import { serialiseDiscount } from '../serialise/discount.js';
import type { DiscountRecord, LineDiscount, LineRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { wholeCents } from './prorate.js';

/** Anything with an amount that discounts may lower. */
export type Discountable = Pick<LineRecord, 'amount' | 'product' | 'discountable'>;

/** The discounts among these ids that still count at second `at`. */
export function discountsAt(world: World, ids: readonly string[], at: number): DiscountRecord[] {
  return ids.map((id) => world.discounts.need(id)).filter((it) => it.end === null || at < it.end);
}

/** What the discounts take off each line, one after the other; never below zero. */
export function takeOff(
  world: World,
  lines: readonly Discountable[],
  discounts: readonly Pick<DiscountRecord, 'id' | 'coupon'>[],
): LineDiscount[][] {
  const taken: LineDiscount[][] = lines.map(() => []);
  const left = lines.map((line) => (line.discountable ? Math.max(0, line.amount) : 0));
  for (const discount of discounts) {
    const coupon = world.coupons.need(discount.coupon);
    const base = left.map((amount, index) => {
      const product = lines[index]?.product ?? '';
      return coupon.products.length === 0 || coupon.products.includes(product) ? amount : 0;
    });
    const amounts =
      coupon.percentOff === null
        ? spread(coupon.amountOff ?? 0, base)
        : base.map((amount) => wholeCents((amount * (coupon.percentOff ?? 0)) / 100));
    amounts.forEach((amount, index) => {
      if (amount === 0) return;
      taken[index]?.push({ discount: discount.id, amount });
      left[index] = (left[index] ?? 0) - amount;
    });
  }
  return taken;
}

/** Spreads an amount over lines by their size; whatever rounding leaves goes on the last one. */
function spread(amount: number, base: readonly number[]): number[] {
  const total = base.reduce((sum, it) => sum + it, 0);
  let rest = Math.min(amount, total);
  let remaining = total;
  return base.map((size) => {
    const part = remaining === 0 ? 0 : Math.min(size, wholeCents((rest * size) / remaining));
    rest -= part;
    remaining -= size;
    return part;
  });
}

/** Sum of what was taken off. */
export function sumOff(discounts: readonly LineDiscount[]): number {
  return discounts.reduce((sum, it) => sum + it.amount, 0);
}

/** A discount is over for the subscription: it stops being listed there. `customer.discount.deleted`. */
export function endDiscount(world: World, subscription: SubscriptionRecord, discount: DiscountRecord): void {
  subscription.discounts = subscription.discounts.filter((id) => id !== discount.id);
  world.emit('customer.discount.deleted', serialiseDiscount(discount));
}

/** Removes what an invoice used up (`once`) and what has run out (`repeating`). */
export function retireDiscounts(
  world: World,
  subscription: SubscriptionRecord,
  used: readonly string[],
  at: number,
): void {
  for (const id of [...subscription.discounts]) {
    const discount = world.discounts.need(id);
    const once = world.coupons.need(discount.coupon).duration === 'once' && used.includes(id);
    const over = discount.end !== null && discount.end <= at;
    if (once || over) endDiscount(world, subscription, discount);
  }
}
