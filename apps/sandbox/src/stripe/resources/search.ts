import type { z } from 'zod';
import { badParameter } from '../http/errors.js';
import { newestFirst } from '../http/list.js';
import { integer, params, text } from '../http/params.js';
import { route, type Route } from '../http/route.js';
import { searchFilter, type SearchField } from '../http/search-query.js';
import { serialisePrice, serialiseProduct } from '../serialise/catalogue.js';
import { serialiseCustomer } from '../serialise/customer.js';
import { serialiseInvoice } from '../serialise/invoice.js';
import { serialiseCharge, serialisePaymentIntent } from '../serialise/payment.js';
import { serialiseSubscription } from '../serialise/subscription.js';
import type { Base } from '../state/records.js';
import type { World } from '../state/world.js';

const searchParams = params({
  query: text(),
  limit: integer({ min: 1, max: 100 }).optional(),
  page: text().optional(),
});

/** Fields Stripe's reference names for each kind, as they appear on its objects. */
const FIELDS = {
  customers: fields({ created: 'number', email: 'words', metadata: 'token', name: 'words', phone: 'words' }),
  subscriptions: fields({ created: 'number', metadata: 'token', status: 'token' }),
  invoices: fields({
    created: 'number',
    currency: 'token',
    customer: 'token',
    last_finalization_error_code: 'token',
    metadata: 'token',
    number: 'token',
    receipt_number: 'token',
    status: 'token',
    subscription: 'token',
    total: 'number',
  }),
  products: fields({
    active: 'token',
    created: 'number',
    description: 'words',
    metadata: 'token',
    name: 'words',
    shippable: 'token',
    url: 'words',
  }),
  prices: fields({
    active: 'token',
    created: 'number',
    currency: 'token',
    lookup_key: 'token',
    metadata: 'token',
    product: 'token',
    type: 'token',
  }),
  charges: fields({
    amount: 'number',
    created: 'number',
    currency: 'token',
    customer: 'token',
    disputed: 'token',
    metadata: 'token',
    refunded: 'token',
    status: 'token',
  }),
  payment_intents: fields({
    amount: 'number',
    created: 'number',
    currency: 'token',
    customer: 'token',
    metadata: 'token',
    status: 'token',
  }),
};

/** Unlike Stripe's index, which may be a minute behind, this one knows everything at once. */
export const searchRoutes: readonly Route[] = [
  search('customers', (world) =>
    newestFirst(world.customers.all().filter((it) => !it.deleted)).map((it) => serialiseCustomer(it)),
  ),
  search('subscriptions', (world) => all(world, world.subscriptions.all(), serialiseSubscription)),
  search('invoices', (world) => all(world, world.invoices.all(), serialiseInvoice)),
  search('products', (world) =>
    newestFirst(world.products.all().filter((it) => !it.deleted)).map((it) => serialiseProduct(it)),
  ),
  search('prices', (world) => newestFirst(world.prices.all()).map((it) => serialisePrice(it))),
  search('charges', (world) => all(world, world.charges.all(), serialiseCharge)),
  search('payment_intents', (world) => all(world, world.paymentIntents.all(), serialisePaymentIntent)),
];

function search(kind: keyof typeof FIELDS, objects: (world: World) => object[]): Route {
  const url = `/v1/${kind}/search`;
  return route('GET', url, searchParams, ({ world, input }) => {
    const fits = searchFilter(input.query, FIELDS[kind]);
    const found = objects(world).filter((it) => fits(it as Record<string, unknown>));
    return pageOfSearch(found, input, url);
  });
}

function pageOfSearch(found: object[], input: z.infer<typeof searchParams>, url: string): object {
  const { limit = 10, page } = input;
  const from = page === undefined ? 0 : positionOf(page);
  const hasMore = found.length > from + limit;
  return {
    object: 'search_result',
    data: found.slice(from, from + limit),
    has_more: hasMore,
    next_page: hasMore ? Buffer.from(`page:${from + limit}`).toString('base64url') : null,
    url,
  };
}

function positionOf(page: string): number {
  const [, position] = /^page:(\d{1,9})$/.exec(Buffer.from(page, 'base64url').toString('utf8')) ?? [];
  if (position === undefined) throw badParameter(`Invalid page: ${page}`, { param: 'page' });
  return Number(position);
}

function all<T extends Base>(
  world: World,
  records: T[],
  serialise: (it: T, world: World) => object,
): object[] {
  return newestFirst(records).map((it) => serialise(it, world));
}

function fields(types: Record<string, SearchField>): Map<string, SearchField> {
  return new Map(Object.entries(types));
}
