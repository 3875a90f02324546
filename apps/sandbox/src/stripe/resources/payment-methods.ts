import { z } from 'zod';
import { matches, newestFirst, pageOf } from '../http/list.js';
import { badRequest } from '../http/errors.js';
import { emptyable, hash, integer, metadata, oneOf, page, params, text, unmodelled } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { attachMethod, findMethod, makeCard } from '../billing/payment-methods.js';
import { serialisePaymentMethod } from '../serialise/payment.js';
import { mergeMetadata } from '../state/metadata.js';
import { live } from './customers.js';

const createParams = params({
  type: oneOf('card'),
  card: hash({
    number: text().transform((raw) => raw.replaceAll(/[\s-]/g, '')),
    exp_month: integer({ min: 1, max: 12 }),
    exp_year: integer({ min: 2000, max: 2999 }),
    cvc: text(4).optional(),
  }).or(hash({ token: z.enum(['tok_visa']) })),
  billing_details: hash({
    email: emptyable(text()).optional(),
    name: emptyable(text()).optional(),
    phone: emptyable(text()).optional(),
    ...unmodelled('address', 'tax_id'),
  }).optional(),
  metadata: metadata().optional(),
  ...unmodelled('allow_redisplay', 'customer', 'payment_method'),
});
const attachParams = params({ customer: text() });
const listParams = params({ ...page, customer: text().optional(), type: text().optional() });

export const paymentMethodRoutes = [
  route('POST', '/v1/payment_methods', createParams, create),
  route('GET', '/v1/payment_methods', listParams, listMethods),
  route('GET', '/v1/payment_methods/:id', params({}), ({ world, id }) =>
    serialisePaymentMethod(world.paymentMethods.need(id)),
  ),
  route('POST', '/v1/payment_methods/:id/attach', attachParams, ({ world, id, input }) => {
    const customer = live(world, input.customer, 'customer');
    const method = findMethod(world, id, 'id');
    attachMethod(world, method, customer.id);
    return serialisePaymentMethod(method);
  }),
  route('POST', '/v1/payment_methods/:id/detach', params({}), detach),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const { card } = input;
  const typed = 'number' in card ? card : { number: '4242424242424242', exp_month: 12, exp_year: 2034 };
  const method = makeCard(world, {
    number: typed.number,
    expMonth: typed.exp_month,
    expYear: typed.exp_year,
    email: input.billing_details?.email,
    name: input.billing_details?.name,
  });
  method.billing.phone = input.billing_details?.phone ?? null;
  method.metadata = mergeMetadata({}, input.metadata);
  return serialisePaymentMethod(method);
}

function detach({ world, id }: Call<unknown>): object {
  const method = world.paymentMethods.need(id);
  const owner = method.customer === null ? undefined : world.customers.get(method.customer);
  if (!owner) {
    throw badRequest(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
    );
  }
  method.customer = null;
  if (owner.defaultPaymentMethod === id) owner.defaultPaymentMethod = null;
  for (const subscription of world.subscriptions.all()) {
    if (subscription.defaultPaymentMethod === id) subscription.defaultPaymentMethod = null;
  }
  world.emit('payment_method.detached', serialisePaymentMethod(method), { customer: owner.id });
  return serialisePaymentMethod(method);
}

function listMethods({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.paymentMethods
    .all()
    .filter(
      (it) =>
        it.customer !== null &&
        matches<string | null>(it.customer, input.customer) &&
        matches('card', input.type),
    );
  return pageOf(newestFirst(found), input, '/v1/payment_methods', serialisePaymentMethod);
}
