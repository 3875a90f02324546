import type { z } from 'zod';
import { changeRefund, refundCharge } from '../billing/refunds.js';
import { badParameter, badRequest } from '../http/errors.js';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { integer, metadata, oneOf, page, params, range, text, unmodelled } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialiseRefund } from '../serialise/refund.js';
import { mergeMetadata } from '../state/metadata.js';
import type { ChargeRecord } from '../state/records.js';
import type { World } from '../state/world.js';

const createParams = params({
  amount: integer({ min: 1 }).optional(),
  charge: text().optional(),
  metadata: metadata().optional(),
  payment_intent: text().optional(),
  reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer').optional(),
  ...unmodelled(
    'currency',
    'customer',
    'instructions_email',
    'origin',
    'refund_application_fee',
    'reverse_transfer',
  ),
});
const updateParams = params({ metadata: metadata().optional() });
const listParams = params({
  ...page,
  charge: text().optional(),
  created: range().optional(),
  payment_intent: text().optional(),
});

export const refundRoutes = [
  route('POST', '/v1/refunds', createParams, create),
  route('GET', '/v1/refunds', listParams, listRefunds),
  route('GET', '/v1/refunds/:id', params({}), ({ world, id }) =>
    serialiseRefund(world.refunds.need(id), world),
  ),
  route('POST', '/v1/refunds/:id', updateParams, ({ world, id, input }) => {
    const refund = world.refunds.need(id);
    changeRefund(world, refund, (it) => {
      it.metadata = mergeMetadata(it.metadata, input.metadata);
    });
    return serialiseRefund(refund, world);
  }),
  route('POST', '/v1/refunds/:id/cancel', params({}), ({ world, id }) => {
    const { status } = world.refunds.need(id);
    throw badRequest(`You cannot cancel a refund with status ${status}; only one that requires action.`);
  }),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const refund = refundCharge(world, chargeOf(world, input), {
    amount: input.amount,
    reason: input.reason ?? null,
    metadata: mergeMetadata({}, input.metadata),
  });
  return serialiseRefund(refund, world);
}

function chargeOf(world: World, input: z.infer<typeof createParams>): ChargeRecord {
  if (input.charge === undefined && input.payment_intent === undefined) {
    throw badParameter(
      'One of the following params should be provided for this request: payment_intent or charge.',
      {
        code: 'parameter_missing',
      },
    );
  }
  const charge = input.charge === undefined ? undefined : world.charges.need(input.charge, 'charge');
  if (input.payment_intent === undefined) return charge ?? world.charges.need('', 'charge');
  const intent = world.paymentIntents.need(input.payment_intent, 'payment_intent');
  if (charge && charge.paymentIntent !== intent.id) {
    throw badRequest(`Charge ${charge.id} is not part of PaymentIntent ${intent.id}.`, { param: 'charge' });
  }
  const paid = intent.status === 'succeeded' && intent.latestCharge;
  if (!paid) {
    throw badRequest('This PaymentIntent does not have a successful charge to refund.', {
      param: 'payment_intent',
    });
  }
  return charge ?? world.charges.need(paid, 'payment_intent');
}

function listRefunds({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.refunds
    .all()
    .filter(
      (it) =>
        matches(it.charge, input.charge) &&
        matches(it.paymentIntent, input.payment_intent) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/refunds', (it) => serialiseRefund(it, world));
}
