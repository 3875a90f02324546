import type { z } from 'zod';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { badParameter, badRequest } from '../http/errors.js';
import {
  emptyable,
  flag,
  hash,
  integer,
  list,
  metadata,
  oneOf,
  page,
  params,
  range,
  text,
  unmodelled,
} from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialisePrice } from '../serialise/catalogue.js';
import { changeWithEvent } from '../state/change.js';
import { mergeMetadata } from '../state/metadata.js';
import type { PriceRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { live as liveProduct } from './products.js';

const taxBehavior = oneOf('exclusive', 'inclusive', 'unspecified');
const createParams = params({
  active: flag().optional(),
  billing_scheme: oneOf('per_unit').optional(),
  currency: text().regex(/^[a-zA-Z]{3}$/, 'must be a three-letter currency code'),
  lookup_key: text(200).optional(),
  metadata: metadata().optional(),
  nickname: text().optional(),
  product: text(),
  recurring: hash({
    interval: oneOf('day', 'week', 'month', 'year'),
    interval_count: integer({ min: 1, max: 1095 }).optional(),
    usage_type: oneOf('licensed').optional(),
    ...unmodelled('meter', 'trial_period_days'),
  }).optional(),
  tax_behavior: taxBehavior.optional(),
  transfer_lookup_key: flag().optional(),
  unit_amount: integer({ min: 0 }).optional(),
  unit_amount_decimal: text()
    .regex(/^\d+(\.\d{1,12})?$/, 'must be a decimal with at most 12 places')
    .optional(),
  ...unmodelled(
    'currency_options',
    'custom_unit_amount',
    'product_data',
    'tiers',
    'tiers_mode',
    'transform_quantity',
  ),
});
/** The amount is not among them: prices are immutable in what they cost. */
const updateParams = params({
  active: flag().optional(),
  lookup_key: emptyable(text(200)).optional(),
  metadata: metadata().optional(),
  nickname: emptyable(text()).optional(),
  tax_behavior: taxBehavior.optional(),
  transfer_lookup_key: flag().optional(),
  ...unmodelled('currency_options'),
});
const listParams = params({
  ...page,
  active: flag().optional(),
  created: range().optional(),
  currency: text().optional(),
  lookup_keys: list(text(), 10).optional(),
  product: text().optional(),
  recurring: hash({
    interval: oneOf('day', 'week', 'month', 'year').optional(),
    usage_type: oneOf('licensed', 'metered').optional(),
    ...unmodelled('meter'),
  }).optional(),
  type: oneOf('one_time', 'recurring').optional(),
});

export const priceRoutes = [
  route('POST', '/v1/prices', createParams, create),
  route('GET', '/v1/prices', listParams, listPrices),
  route('GET', '/v1/prices/:id', params({}), ({ world, id }) => serialisePrice(world.prices.need(id))),
  route('POST', '/v1/prices/:id', updateParams, update),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  liveProduct(world, input.product, 'product');
  const price: PriceRecord = {
    ...world.born('price_'),
    active: input.active ?? true,
    currency: input.currency.toLowerCase(),
    unitAmount: amountOf(input),
    lookupKey: null,
    nickname: input.nickname ?? null,
    metadata: mergeMetadata({}, input.metadata),
    product: input.product,
    recurring: input.recurring
      ? { interval: input.recurring.interval, intervalCount: input.recurring.interval_count ?? 1 }
      : null,
    taxBehavior: input.tax_behavior ?? 'unspecified',
  };
  if (input.lookup_key !== undefined)
    takeLookupKey(world, price, input.lookup_key, input.transfer_lookup_key);
  world.prices.add(price);
  world.emit('price.created', serialisePrice(price));
  return serialisePrice(price);
}

function amountOf(input: z.infer<typeof createParams>): number {
  if (input.unit_amount !== undefined && input.unit_amount_decimal !== undefined) {
    throw badParameter('You may only specify one of these parameters: unit_amount, unit_amount_decimal.', {
      code: 'parameters_exclusive',
      param: 'unit_amount',
    });
  }
  const amount = input.unit_amount ?? (input.unit_amount_decimal && Number(input.unit_amount_decimal));
  if (typeof amount !== 'number') {
    throw badParameter('Missing required param: unit_amount.', {
      code: 'parameter_missing',
      param: 'unit_amount',
    });
  }
  return amount;
}

/** A lookup key belongs to one price; `transfer_lookup_key` takes it from the other one in the same step. */
function takeLookupKey(world: World, price: PriceRecord, key: string, transfer: boolean | undefined): void {
  const holder = world.prices.all().find((it) => it.lookupKey === key && it.id !== price.id);
  if (holder && !transfer) {
    throw badRequest(`A price (\`${holder.id}\`) already uses that lookup key.`, { param: 'lookup_key' });
  }
  if (holder) {
    changeWithEvent(world, 'price.updated', holder, serialisePrice, (it) => {
      it.lookupKey = null;
    });
  }
  price.lookupKey = key;
}

function update({ world, id, input }: Call<z.infer<typeof updateParams>>): object {
  const price = world.prices.need(id);
  changeWithEvent(world, 'price.updated', price, serialisePrice, (it) => {
    if (typeof input.lookup_key === 'string')
      takeLookupKey(world, it, input.lookup_key, input.transfer_lookup_key);
    if (input.lookup_key === null) it.lookupKey = null;
    if (input.active !== undefined) it.active = input.active;
    if (input.nickname !== undefined) it.nickname = input.nickname;
    if (input.tax_behavior !== undefined) it.taxBehavior = input.tax_behavior;
    it.metadata = mergeMetadata(it.metadata, input.metadata);
  });
  return serialisePrice(price);
}

function listPrices({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.prices
    .all()
    .filter(
      (it) =>
        matches(it.active, input.active) &&
        matches(it.currency, input.currency?.toLowerCase()) &&
        matches(it.product, input.product) &&
        matches(it.recurring ? 'recurring' : 'one_time', input.type) &&
        matches(it.recurring?.interval, input.recurring?.interval) &&
        input.recurring?.usage_type !== 'metered' &&
        (input.lookup_keys === undefined ||
          (it.lookupKey !== null && input.lookup_keys.includes(it.lookupKey))) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/prices', serialisePrice);
}
