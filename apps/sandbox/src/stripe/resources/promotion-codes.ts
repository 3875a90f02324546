import type { z } from 'zod';
import { badRequest } from '../http/errors.js';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import {
  flag,
  hash,
  integer,
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
import { serialisePromotionCode } from '../serialise/discount.js';
import { mergeMetadata } from '../state/metadata.js';
import { live } from './customers.js';

const createParams = params({
  promotion: hash({ type: oneOf('coupon'), coupon: text() }),
  active: flag().optional(),
  code: text(500)
    .regex(/^[A-Za-z0-9-]+$/, 'may only hold letters, digits and dashes')
    .optional(),
  customer: text().optional(),
  expires_at: timestamp().optional(),
  max_redemptions: integer({ min: 1 }).optional(),
  metadata: metadata().optional(),
  restrictions: hash({
    first_time_transaction: flag().optional(),
    minimum_amount: integer({ min: 1 }).optional(),
    minimum_amount_currency: text(3).optional(),
    ...unmodelled('currency_options'),
  }).optional(),
  ...unmodelled('customer_account'),
});
const updateParams = params({
  active: flag().optional(),
  metadata: metadata().optional(),
  ...unmodelled('restrictions'),
});
const listParams = params({
  ...page,
  active: flag().optional(),
  code: text().optional(),
  coupon: text().optional(),
  created: range().optional(),
  customer: text().optional(),
  ...unmodelled('customer_account'),
});

export const promotionCodeRoutes = [
  route('POST', '/v1/promotion_codes', createParams, create),
  route('GET', '/v1/promotion_codes', listParams, listCodes),
  route('GET', '/v1/promotion_codes/:id', params({}), ({ world, id }) =>
    serialisePromotionCode(world.promotionCodes.need(id), world),
  ),
  route('POST', '/v1/promotion_codes/:id', updateParams, ({ world, id, input }) => {
    const code = world.promotionCodes.need(id);
    code.active = input.active ?? code.active;
    code.metadata = mergeMetadata(code.metadata, input.metadata);
    world.emit('promotion_code.updated', serialisePromotionCode(code, world));
    return serialisePromotionCode(code, world);
  }),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const coupon = liveCoupon(world, input.promotion.coupon, 'promotion[coupon]');
  const text = input.code ?? world.ctx.newId('', 8).toUpperCase();
  const same = world.promotionCodes
    .all()
    .find((it) => it.active && it.code.toUpperCase() === text.toUpperCase());
  if (same && (same.customer === null || same.customer === input.customer)) {
    throw badRequest(`An active promotion code with \`code: ${text}\` already exists.`, { param: 'code' });
  }
  const code = world.promotionCodes.add({
    ...world.born('promo_'),
    code: text,
    coupon: coupon.id,
    active: input.active ?? true,
    customer: input.customer === undefined ? null : live(world, input.customer, 'customer').id,
    expiresAt: input.expires_at ?? null,
    maxRedemptions: input.max_redemptions ?? null,
    timesRedeemed: 0,
    firstTimeTransaction: input.restrictions?.first_time_transaction ?? false,
    minimumAmount: input.restrictions?.minimum_amount ?? null,
    minimumAmountCurrency: input.restrictions?.minimum_amount_currency ?? null,
    metadata: mergeMetadata({}, input.metadata),
  });
  world.emit('promotion_code.created', serialisePromotionCode(code, world));
  return serialisePromotionCode(code, world);
}

function listCodes({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.promotionCodes
    .all()
    .filter(
      (it) =>
        matches(serialisePromotionCode(it, world).active, input.active) &&
        matches(it.code.toUpperCase(), input.code?.toUpperCase()) &&
        matches(it.coupon, input.coupon) &&
        matches<string | null>(it.customer, input.customer) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/promotion_codes', (it) => serialisePromotionCode(it, world));
}
