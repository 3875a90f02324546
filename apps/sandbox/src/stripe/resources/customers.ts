import type { z } from 'zod';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { badRequest, resourceMissing } from '../http/errors.js';
import {
  emptyable,
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
import { setBalance } from '../billing/balance.js';
import { attachMethod, findMethod, ownMethod } from '../billing/payment-methods.js';
import { clockWithRoom, deleteCustomer } from '../billing/test-clocks.js';
import { liveCustomer, serialiseCustomer } from '../serialise/customer.js';
import { serialisePaymentMethod } from '../serialise/payment.js';
import { changeWithEvent } from '../state/change.js';
import { mergeMetadata } from '../state/metadata.js';
import { newCustomer } from '../state/new-customer.js';
import type { CustomerRecord } from '../state/records.js';
import type { World } from '../state/world.js';

const address = hash({
  city: text().optional(),
  country: text().optional(),
  line1: text().optional(),
  line2: text().optional(),
  postal_code: text().optional(),
  state: text().optional(),
});

const fields = {
  address: emptyable(address).optional(),
  balance: integer().optional(),
  description: emptyable(text()).optional(),
  email: emptyable(text(512)).optional(),
  invoice_prefix: text(12).optional(),
  invoice_settings: hash({
    default_payment_method: emptyable(text()).optional(),
    ...unmodelled('custom_fields', 'footer', 'rendering_options'),
  }).optional(),
  metadata: metadata().optional(),
  name: emptyable(text(256)).optional(),
  next_invoice_sequence: integer({ min: 1 }).optional(),
  phone: emptyable(text(20)).optional(),
  preferred_locales: list(text()).optional(),
  shipping: emptyable(hash({ address, name: text(), phone: text().optional() })).optional(),
  tax_exempt: emptyable(oneOf('exempt', 'none', 'reverse')).optional(),
  ...unmodelled('business_name', 'individual_name', 'cash_balance', 'source', 'tax', 'validate'),
};
const createParams = params({
  ...fields,
  payment_method: text().optional(),
  test_clock: text().optional(),
  ...unmodelled('tax_id_data'),
});
const updateParams = params({ ...fields, ...unmodelled('default_source') });
const listParams = params({
  ...page,
  created: range().optional(),
  email: text().optional(),
  test_clock: text().optional(),
});
const methodsParams = params({ ...page, type: text().optional(), allow_redisplay: text().optional() });

export const customerRoutes = [
  route('POST', '/v1/customers', createParams, create),
  route('GET', '/v1/customers', listParams, listCustomers),
  route('GET', '/v1/customers/:id', params({}), ({ world, id }) =>
    serialiseCustomer(world.customers.need(id)),
  ),
  route('POST', '/v1/customers/:id', updateParams, update),
  route('DELETE', '/v1/customers/:id', params({}), remove),
  route('GET', '/v1/customers/:id/payment_methods', methodsParams, listMethods),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  if (input.test_clock === undefined) return createNow(world, input, null);
  const clock = clockWithRoom(world, input.test_clock, 'test_clock');
  return world.at(clock.frozenTime, () => createNow(world, input, clock.id));
}

function createNow(world: World, input: z.infer<typeof createParams>, testClock: string | null): object {
  const customer = newCustomer(world, { testClock });
  // Everything is checked before the customer exists, so a refused call leaves nothing behind.
  const method = input.payment_method === undefined ? undefined : findMethod(world, input.payment_method);
  if (method) attachMethod(world, method, customer.id);
  apply(world, customer, input);
  world.customers.add(customer);
  world.emit('customer.created', liveCustomer(customer));
  return liveCustomer(customer);
}

function update({ world, id, input }: Call<z.infer<typeof updateParams>>): object {
  const customer = live(world, id);
  changeWithEvent(world, 'customer.updated', customer, liveCustomer, (record) => apply(world, record, input));
  return liveCustomer(customer);
}

function apply(world: World, customer: CustomerRecord, input: z.infer<typeof updateParams>): void {
  if (typeof input.email === 'string' && !/^[^@\s]+@[^@\s]+$/.test(input.email)) {
    throw badRequest(`Invalid email address: ${input.email}`, { code: 'email_invalid', param: 'email' });
  }
  const method = input.invoice_settings?.default_payment_method;
  if (typeof method === 'string') {
    customer.defaultPaymentMethod = ownMethod(
      world,
      method,
      customer.id,
      'invoice_settings[default_payment_method]',
    ).id;
  } else if (method === null) customer.defaultPaymentMethod = null;
  if (input.email !== undefined) customer.email = input.email;
  if (input.name !== undefined) customer.name = input.name;
  if (input.phone !== undefined) customer.phone = input.phone;
  if (input.description !== undefined) customer.description = input.description;
  if (input.balance !== undefined) setBalance(world, customer, input.balance);
  if (input.invoice_prefix !== undefined) customer.invoicePrefix = input.invoice_prefix;
  if (input.next_invoice_sequence !== undefined) customer.nextInvoiceSequence = input.next_invoice_sequence;
  if (input.preferred_locales !== undefined) customer.preferredLocales = input.preferred_locales;
  if (input.tax_exempt !== undefined) customer.taxExempt = input.tax_exempt ?? 'none';
  if (input.address !== undefined) customer.address = input.address && fullAddress(input.address);
  if (input.shipping !== undefined) {
    customer.shipping = input.shipping && {
      address: fullAddress(input.shipping.address),
      name: input.shipping.name,
      phone: input.shipping.phone ?? null,
    };
  }
  customer.metadata = mergeMetadata(customer.metadata, input.metadata);
}

function fullAddress(given: z.infer<typeof address>): NonNullable<CustomerRecord['address']> {
  const { city = null, country = null, line1 = null, line2 = null, postal_code = null, state = null } = given;
  return { city, country, line1, line2, postal_code, state };
}

function remove({ world, id }: Call<unknown>): object {
  const customer = live(world, id);
  deleteCustomer(world, customer);
  return serialiseCustomer(customer);
}

function listCustomers({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.customers.all().filter(
    (it) =>
      !it.deleted &&
      // As at Stripe: those on a clock are only listed with their clock.
      it.testClock === (input.test_clock ?? null) &&
      matches(it.email, input.email) &&
      inRange(it.created, input.created),
  );
  return pageOf(newestFirst(found), input, '/v1/customers', serialiseCustomer);
}

function listMethods({ world, id, input }: Call<z.infer<typeof methodsParams>>): object {
  live(world, id);
  const found = world.paymentMethods.all().filter((it) => it.customer === id && matches('card', input.type));
  return pageOf(newestFirst(found), input, `/v1/customers/${id}/payment_methods`, serialisePaymentMethod);
}

/** A customer that still exists; a deleted one can be read but not used. */
export function live(world: World, id: string, param = 'id'): CustomerRecord {
  const customer = world.customers.need(id, param);
  if (customer.deleted) throw resourceMissing('customer', id, param);
  return customer;
}
