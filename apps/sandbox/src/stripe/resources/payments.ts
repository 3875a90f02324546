import { type z } from 'zod';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { hash, oneOf, page, params, range, text } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialiseInvoicePayment } from '../serialise/invoice.js';
import { serialiseCharge, serialisePaymentIntent } from '../serialise/payment.js';

const listParams = params({ ...page, created: range().optional(), customer: text().optional() });
const chargeListParams = params({ ...listParams.shape, payment_intent: text().optional() });
const invoicePaymentListParams = params({
  ...page,
  created: range().optional(),
  invoice: text().optional(),
  payment: hash({ type: oneOf('payment_intent'), payment_intent: text().optional() }).optional(),
  status: oneOf('open', 'paid', 'canceled').optional(),
});

/** What invoices were paid with. Read only: subscriptions make these. */
export const paymentRoutes = [
  route('GET', '/v1/payment_intents', listParams, listIntents),
  route('GET', '/v1/payment_intents/:id', params({ client_secret: text().optional() }), ({ world, id }) =>
    serialisePaymentIntent(world.paymentIntents.need(id), world),
  ),
  route('GET', '/v1/charges', chargeListParams, listCharges),
  route('GET', '/v1/charges/:id', params({}), ({ world, id }) =>
    serialiseCharge(world.charges.need(id), world),
  ),
  route('GET', '/v1/invoice_payments', invoicePaymentListParams, listInvoicePayments),
  route('GET', '/v1/invoice_payments/:id', params({}), ({ world, id }) =>
    serialiseInvoicePayment(world.invoicePayments.need(id)),
  ),
];

function listIntents({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.paymentIntents
    .all()
    .filter((it) => matches(it.customer, input.customer) && inRange(it.created, input.created));
  return pageOf(newestFirst(found), input, '/v1/payment_intents', (it) => serialisePaymentIntent(it, world));
}

function listCharges({ world, input }: Call<z.infer<typeof chargeListParams>>): object {
  const found = world.charges
    .all()
    .filter(
      (it) =>
        matches(it.customer, input.customer) &&
        matches(it.paymentIntent, input.payment_intent) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/charges', (it) => serialiseCharge(it, world));
}

function listInvoicePayments({ world, input }: Call<z.infer<typeof invoicePaymentListParams>>): object {
  const found = world.invoicePayments
    .all()
    .filter(
      (it) =>
        matches(it.invoice, input.invoice) &&
        matches(it.paymentIntent, input.payment?.payment_intent) &&
        matches(it.status, input.status) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/invoice_payments', serialiseInvoicePayment);
}
