import type { z } from 'zod';
import { findMethod } from '../billing/payment-methods.js';
import { cancelSetup, confirmSetup } from '../billing/setup.js';
import { badParameter } from '../http/errors.js';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { flag, hash, list, metadata, oneOf, page, params, range, text, unmodelled } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialiseSetupIntent } from '../serialise/setup-intent.js';
import { mergeMetadata } from '../state/metadata.js';
import { live } from './customers.js';

const fields = {
  customer: text().optional(),
  description: text(1000).optional(),
  metadata: metadata().optional(),
  payment_method: text().optional(),
  ...unmodelled('attach_to_self', 'flow_directions', 'payment_method_data', 'payment_method_options'),
};
const createParams = params({
  ...fields,
  automatic_payment_methods: hash({
    enabled: flag(),
    allow_redirects: oneOf('always', 'never').optional(),
  }).optional(),
  confirm: flag().optional(),
  payment_method_types: list(oneOf('card')).optional(),
  return_url: text().optional(),
  usage: oneOf('off_session', 'on_session').optional(),
  ...unmodelled('mandate_data', 'on_behalf_of', 'single_use', 'use_stripe_sdk'),
});
const confirmParams = params({
  payment_method: text().optional(),
  return_url: text().optional(),
  ...unmodelled('mandate_data', 'payment_method_data', 'payment_method_options', 'use_stripe_sdk'),
});
const cancelParams = params({
  cancellation_reason: oneOf('abandoned', 'duplicate', 'requested_by_customer').optional(),
});
const listParams = params({
  ...page,
  created: range().optional(),
  customer: text().optional(),
  payment_method: text().optional(),
});

export const setupIntentRoutes = [
  route('POST', '/v1/setup_intents', createParams, create),
  route('GET', '/v1/setup_intents', listParams, listIntents),
  route('GET', '/v1/setup_intents/:id', params({ client_secret: text().optional() }), ({ world, id }) =>
    serialiseSetupIntent(world.setupIntents.need(id)),
  ),
  route('POST', '/v1/setup_intents/:id/confirm', confirmParams, ({ world, id, input }) => {
    const intent = world.setupIntents.need(id);
    if (input.payment_method !== undefined) {
      intent.paymentMethod = findMethod(world, input.payment_method).id;
    }
    confirmSetup(world, intent);
    return serialiseSetupIntent(intent);
  }),
  route('POST', '/v1/setup_intents/:id/cancel', cancelParams, ({ world, id, input }) => {
    const intent = world.setupIntents.need(id);
    cancelSetup(world, intent, input.cancellation_reason ?? null);
    return serialiseSetupIntent(intent);
  }),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  if (input.return_url !== undefined && input.confirm !== true) {
    throw badParameter('You may only specify `return_url` when `confirm` is true.', { param: 'return_url' });
  }
  const customer = input.customer === undefined ? null : live(world, input.customer, 'customer').id;
  const method = input.payment_method === undefined ? null : findMethod(world, input.payment_method).id;
  const base = world.born('seti_');
  const intent = world.setupIntents.add({
    ...base,
    customer,
    paymentMethod: method,
    status: method === null ? 'requires_payment_method' : 'requires_confirmation',
    usage: input.usage ?? 'off_session',
    description: input.description ?? null,
    cancellationReason: null,
    error: null,
    secret: `${base.id}_secret_${world.ctx.newId('', 25)}`,
    metadata: mergeMetadata({}, input.metadata),
  });
  world.emit('setup_intent.created', serialiseSetupIntent(intent));
  if (input.confirm === true) confirmSetup(world, intent);
  return serialiseSetupIntent(intent);
}

function listIntents({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.setupIntents
    .all()
    .filter(
      (it) =>
        matches<string | null>(it.customer, input.customer) &&
        matches<string | null>(it.paymentMethod, input.payment_method) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/setup_intents', serialiseSetupIntent);
}
