import type { z } from 'zod';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { badRequest, resourceMissing } from '../http/errors.js';
import {
  emptyable,
  flag,
  hash,
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
import { serialiseProduct } from '../serialise/catalogue.js';
import { changeWithEvent } from '../state/change.js';
import { mergeMetadata } from '../state/metadata.js';
import type { ProductRecord } from '../state/records.js';
import type { World } from '../state/world.js';

const features = list(hash({ name: text(80) }), 15);
const fields = {
  active: flag().optional(),
  description: emptyable(text(40_000)).optional(),
  images: emptyable(list(text(), 8)).optional(),
  marketing_features: emptyable(features).optional(),
  metadata: metadata().optional(),
  shippable: flag().optional(),
  statement_descriptor: text(22).optional(),
  tax_code: emptyable(text()).optional(),
  unit_label: emptyable(text(12)).optional(),
  url: emptyable(text()).optional(),
  ...unmodelled('package_dimensions', 'tax_details'),
};
const createParams = params({
  ...fields,
  id: text(255).optional(),
  name: text(),
  type: oneOf('good', 'service').optional(),
  ...unmodelled('default_price_data'),
});
const updateParams = params({
  ...fields,
  name: text().optional(),
  default_price: emptyable(text()).optional(),
});
const listParams = params({
  ...page,
  active: flag().optional(),
  created: range().optional(),
  ids: list(text()).optional(),
  shippable: flag().optional(),
  type: oneOf('good', 'service').optional(),
  url: text().optional(),
});

export const productRoutes = [
  route('POST', '/v1/products', createParams, create),
  route('GET', '/v1/products', listParams, listProducts),
  route('GET', '/v1/products/:id', params({}), ({ world, id }) => serialiseProduct(live(world, id))),
  route('POST', '/v1/products/:id', updateParams, update),
  route('DELETE', '/v1/products/:id', params({}), remove),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const base = world.born('prod_', 14);
  const id = input.id ?? base.id;
  if (world.products.get(id)) {
    throw badRequest(`Product already exists.`, { code: 'resource_already_exists', param: 'id' });
  }
  const product: ProductRecord = {
    ...base,
    id,
    updated: base.created,
    deleted: false,
    active: true,
    name: input.name,
    description: null,
    images: [],
    marketingFeatures: [],
    metadata: {},
    defaultPrice: null,
    statementDescriptor: null,
    unitLabel: null,
    url: null,
    taxCode: null,
    shippable: null,
  };
  apply(product, input);
  world.products.add(product);
  world.emit('product.created', serialiseProduct(product));
  return serialiseProduct(product);
}

function update({ world, id, input }: Call<z.infer<typeof updateParams>>): object {
  const product = live(world, id);
  if (typeof input.default_price === 'string') world.prices.need(input.default_price, 'default_price');
  changeWithEvent(world, 'product.updated', product, serialiseProduct, (record) => {
    if (input.name !== undefined) record.name = input.name;
    if (input.default_price !== undefined) record.defaultPrice = input.default_price;
    apply(record, input);
    record.updated = world.now();
  });
  return serialiseProduct(product);
}

function apply(
  product: ProductRecord,
  input: Omit<z.infer<typeof updateParams>, 'name' | 'default_price'>,
): void {
  if (input.active !== undefined) product.active = input.active;
  if (input.description !== undefined) product.description = input.description;
  if (input.images !== undefined) product.images = input.images ?? [];
  if (input.marketing_features !== undefined) {
    product.marketingFeatures = (input.marketing_features ?? []).map((feature) => feature.name);
  }
  if (input.shippable !== undefined) product.shippable = input.shippable;
  if (input.statement_descriptor !== undefined) product.statementDescriptor = input.statement_descriptor;
  if (input.tax_code !== undefined) product.taxCode = input.tax_code;
  if (input.unit_label !== undefined) product.unitLabel = input.unit_label;
  if (input.url !== undefined) product.url = input.url;
  product.metadata = mergeMetadata(product.metadata, input.metadata);
}

function remove({ world, id }: Call<unknown>): object {
  const product = live(world, id);
  if (world.prices.all().some((price) => price.product === id)) {
    throw badRequest('This product cannot be deleted because it has one or more user-created prices.');
  }
  world.emit('product.deleted', serialiseProduct(product));
  product.deleted = true;
  return serialiseProduct(product);
}

function listProducts({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.products
    .all()
    .filter(
      (it) =>
        !it.deleted &&
        matches(it.active, input.active) &&
        matches(it.url, input.url) &&
        matches(it.shippable, input.shippable) &&
        matches('service', input.type) &&
        (input.ids === undefined || input.ids.includes(it.id)) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/products', serialiseProduct);
}

/** A product that was not deleted. */
export function live(world: World, id: string, param = 'id'): ProductRecord {
  const product = world.products.need(id, param);
  if (product.deleted) throw resourceMissing('product', id, param);
  return product;
}
