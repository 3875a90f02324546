import type { z } from 'zod';
import { badParameter, badRequest } from '../http/errors.js';
import { inRange, newestFirst, pageOf } from '../http/list.js';
import {
  hash,
  integer,
  list,
  metadata,
  oneOf,
  page,
  params,
  range,
  text,
  timestamp,
  unmodelled,
} from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { liveCoupon } from '../billing/redeem.js';
import { liveCouponObject, serialiseCoupon } from '../serialise/discount.js';
import { mergeMetadata } from '../state/metadata.js';
import type { CouponRecord } from '../state/records.js';
import type { World } from '../state/world.js';

const createParams = params({
  amount_off: integer({ min: 1 }).optional(),
  applies_to: hash({ products: list(text()).optional() }).optional(),
  currency: text(3).optional(),
  duration: oneOf('forever', 'once', 'repeating').optional(),
  duration_in_months: integer({ min: 1 }).optional(),
  id: text(200).optional(),
  max_redemptions: integer({ min: 1 }).optional(),
  metadata: metadata().optional(),
  name: text(40).optional(),
  percent_off: text()
    .regex(/^\d{1,3}(\.\d{1,4})?$/, 'must be a percentage such as 20 or 12.5')
    .optional(),
  redeem_by: timestamp().optional(),
  ...unmodelled('currency_options'),
});
const updateParams = params({
  metadata: metadata().optional(),
  name: text(40).optional(),
  ...unmodelled('currency_options'),
});
const listParams = params({ ...page, created: range().optional() });

export const couponRoutes = [
  route('POST', '/v1/coupons', createParams, create),
  route('GET', '/v1/coupons', listParams, ({ world, input }) => {
    const found = world.coupons.all().filter((it) => !it.deleted && inRange(it.created, input.created));
    return pageOf(newestFirst(found), input, '/v1/coupons', (it) => serialiseCoupon(it, world));
  }),
  route('GET', '/v1/coupons/:id', params({}), ({ world, id }) =>
    liveCouponObject(existing(world, id), world),
  ),
  route('POST', '/v1/coupons/:id', updateParams, ({ world, id, input }) => {
    const coupon = existing(world, id);
    coupon.name = input.name ?? coupon.name;
    coupon.metadata = mergeMetadata(coupon.metadata, input.metadata);
    world.emit('coupon.updated', liveCouponObject(coupon, world));
    return liveCouponObject(coupon, world);
  }),
  // Whoever has the discount keeps it; nobody new gets it.
  route('DELETE', '/v1/coupons/:id', params({}), ({ world, id }) => {
    const coupon = existing(world, id);
    world.emit('coupon.deleted', liveCouponObject(coupon, world));
    coupon.deleted = true;
    return serialiseCoupon(coupon, world);
  }),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const percent = input.percent_off === undefined ? null : Number(input.percent_off);
  if ((percent === null) === (input.amount_off === undefined)) {
    throw badParameter('You must pass exactly one of `percent_off` and `amount_off`.', {
      param: 'percent_off',
    });
  }
  if (percent !== null && (percent <= 0 || percent > 100)) {
    throw badRequest('Invalid percent_off: must be greater than 0 and at most 100.', {
      param: 'percent_off',
    });
  }
  if (input.amount_off !== undefined && input.currency === undefined) {
    throw badParameter('You must pass `currency` when passing `amount_off`.', {
      code: 'parameter_missing',
      param: 'currency',
    });
  }
  const duration = input.duration ?? 'once';
  if ((duration === 'repeating') !== (input.duration_in_months !== undefined)) {
    throw badParameter('`duration_in_months` goes with `duration=repeating`, and only with it.', {
      param: 'duration_in_months',
    });
  }
  if (input.id !== undefined && world.coupons.get(input.id)?.deleted === false) {
    throw badRequest('Coupon already exists.', { code: 'resource_already_exists', param: 'id' });
  }
  if (input.redeem_by !== undefined && input.redeem_by <= world.now()) {
    throw badRequest('`redeem_by` must be in the future.', { param: 'redeem_by' });
  }
  for (const product of input.applies_to?.products ?? []) {
    world.products.need(product, 'applies_to[products]');
  }
  const base = world.born('', 8);
  const coupon = world.coupons.add({
    ...base,
    id: input.id ?? base.id,
    deleted: false,
    name: input.name ?? null,
    percentOff: percent,
    amountOff: input.amount_off ?? null,
    currency: input.currency?.toLowerCase() ?? null,
    duration,
    durationInMonths: input.duration_in_months ?? null,
    maxRedemptions: input.max_redemptions ?? null,
    redeemBy: input.redeem_by ?? null,
    timesRedeemed: 0,
    products: input.applies_to?.products ?? [],
    metadata: mergeMetadata({}, input.metadata),
  });
  world.emit('coupon.created', liveCouponObject(coupon, world));
  return liveCouponObject(coupon, world);
}

function existing(world: World, id: string): CouponRecord {
  world.coupons.need(id);
  return liveCoupon(world, id, 'id');
}
