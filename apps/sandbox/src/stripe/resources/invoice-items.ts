import type { z } from 'zod';
import { badParameter, badRequest } from '../http/errors.js';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import {
  flag,
  hash,
  integer,
  metadata,
  page,
  params,
  range,
  text,
  timestamp,
  unmodelled,
} from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialiseInvoiceItem } from '../serialise/invoice-item.js';
import { mergeMetadata } from '../state/metadata.js';
import type { PendingLineRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { live } from './customers.js';

const createParams = params({
  amount: integer().optional(),
  currency: text().optional(),
  customer: text(),
  description: text().optional(),
  discountable: flag().optional(),
  metadata: metadata().optional(),
  period: hash({ start: timestamp(), end: timestamp() }).optional(),
  pricing: hash({ price: text().optional() }).optional(),
  quantity: integer({ min: 0 }).optional(),
  subscription: text().optional(),
  ...unmodelled(
    'customer_account',
    'discounts',
    'invoice',
    'price_data',
    'quantity_decimal',
    'tax_behavior',
    'tax_code',
    'tax_rates',
    'unit_amount_decimal',
  ),
});
const listParams = params({
  ...page,
  created: range().optional(),
  customer: text().optional(),
  pending: flag().optional(),
  ...unmodelled('customer_account', 'invoice'),
});

/** What the next invoice will bill besides the plan: prorations, and amounts somebody added. */
export const invoiceItemRoutes = [
  route('POST', '/v1/invoiceitems', createParams, create),
  route('GET', '/v1/invoiceitems', listParams, listItems),
  route('GET', '/v1/invoiceitems/:id', params({}), ({ world, id }) =>
    serialiseInvoiceItem(world.pendingLines.need(id), world),
  ),
  route('DELETE', '/v1/invoiceitems/:id', params({}), ({ world, id }) => {
    const item = world.pendingLines.need(id);
    world.pendingLines.remove(id);
    world.emit('invoiceitem.deleted', serialiseInvoiceItem(item, world));
    return { id, object: 'invoiceitem', deleted: true };
  }),
];

/** An amount, or a one-time price, for the customer's next invoice. */
export interface InvoiceItemInput {
  amount?: number;
  currency?: string;
  customer: string;
  description?: string;
  discountable?: boolean;
  metadata?: Record<string, string> | null;
  period?: { start: number; end: number };
  price?: string;
  quantity?: number;
  unit_amount?: number;
  subscription?: string;
}

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const { pricing, ...rest } = input;
  const item = addInvoiceItem(world, { ...rest, price: pricing?.price });
  world.emit('invoiceitem.created', serialiseInvoiceItem(item, world));
  return serialiseInvoiceItem(item, world);
}

/** Puts an item on the customer's next invoice; `param` is where the call names it. */
export function addInvoiceItem(world: World, input: InvoiceItemInput, param = ''): PendingLineRecord {
  const named = (field: string) => (param === '' ? field : `${param}[${field}]`);
  const customer = live(world, input.customer, 'customer');
  if (input.subscription !== undefined) world.subscriptions.need(input.subscription, named('subscription'));
  const price = input.price === undefined ? undefined : world.prices.need(input.price, named('price'));
  if (price?.recurring) {
    throw badRequest(
      'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
      { param: named('price') },
    );
  }
  const quantity = input.quantity ?? 1;
  const unit = price?.unitAmount ?? input.unit_amount ?? (input.amount ?? Number.NaN) / quantity;
  const amount = input.amount ?? Math.round(unit * quantity);
  if (!Number.isFinite(amount)) {
    throw badParameter(`Missing required param: ${named('amount')}.`, {
      code: 'parameter_missing',
      param: named('amount'),
    });
  }
  const id = world.ctx.newId('ii_');
  const now = world.now();
  return world.pendingLines.add({
    id,
    created: now,
    customer: customer.id,
    subscription: input.subscription ?? null,
    line: {
      id: world.ctx.newId('il_'),
      amount,
      currency: price?.currency ?? input.currency?.toLowerCase() ?? customer.currency ?? 'usd',
      description: input.description ?? (price && world.products.need(price.product).name) ?? 'Invoice item',
      price: price?.id ?? null,
      product: price?.product ?? null,
      quantity,
      unitAmount: unit,
      periodStart: input.period?.start ?? now,
      periodEnd: input.period?.end ?? now,
      subscription: input.subscription ?? null,
      subscriptionItem: null,
      discountable: input.discountable ?? amount > 0,
      discounts: [],
      proration: false,
      invoiceItem: id,
      credited: null,
      metadata: mergeMetadata({}, input.metadata),
    },
  });
}

function listItems({ world, input }: Call<z.infer<typeof listParams>>): object {
  // Everything kept here is pending: an invoice takes its items over.
  const found = world.pendingLines
    .all()
    .filter(
      (it) =>
        matches(it.customer, input.customer) &&
        matches(true, input.pending) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/invoiceitems', (it) => serialiseInvoiceItem(it, world));
}
