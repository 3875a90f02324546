import type { z } from 'zod';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { badRequest } from '../http/errors.js';
import { flag, oneOf, page, params, range, text, unmodelled } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { collectInvoice } from '../billing/charging.js';
import { finalizeInvoice, voidInvoice } from '../billing/invoicing.js';
import { afterVoid } from '../billing/pending-update.js';
import { ownMethod } from '../billing/payment-methods.js';
import { cardError } from '../billing/subscribe.js';
import { serialiseInvoice, serialiseLine } from '../serialise/invoice.js';
import type { InvoiceRecord } from '../state/records.js';

const listParams = params({
  ...page,
  collection_method: oneOf('charge_automatically', 'send_invoice').optional(),
  created: range().optional(),
  customer: text().optional(),
  status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void').optional(),
  subscription: text().optional(),
  ...unmodelled('customer_account', 'due_date'),
});
const payParams = params({
  off_session: flag().optional(),
  payment_method: text().optional(),
  ...unmodelled('forgive', 'mandate', 'paid_out_of_band', 'source'),
});

const HOUR = 3600;

/** Nobody is at the API to answer the bank: the hosted page is where that happens. */
const REQUIRES_ACTION = {
  code: 'invoice_payment_intent_requires_action',
  declineCode: null,
  message:
    'This payment requires additional user action before it can be completed successfully. Payment can be completed ' +
    'using the PaymentIntent associated with this invoice. For more details see: ' +
    'https://stripe.com/docs/billing/subscriptions/overview#requires-action',
};

export const invoiceRoutes = [
  route('GET', '/v1/invoices', listParams, listInvoices),
  route('GET', '/v1/invoices/:id', params({}), ({ world, id }) =>
    serialiseInvoice(world.invoices.need(id), world),
  ),
  route('GET', '/v1/invoices/:id/lines', params(page), ({ world, id, input }) => {
    const { lines } = world.invoices.need(id);
    return pageOf(lines, input, `/v1/invoices/${id}/lines`, (line) => serialiseLine(line, id));
  }),
  route(
    'POST',
    '/v1/invoices/:id/finalize',
    params({ auto_advance: flag().optional() }),
    ({ world, id, input }) => {
      const invoice = inStatus(world.invoices.need(id), 'draft', 'finalize');
      invoice.autoAdvance = input.auto_advance ?? invoice.autoAdvance;
      finalizeInvoice(world, invoice);
      // Collected an hour later, unless somebody pays it before.
      if (invoice.autoAdvance) invoice.nextPaymentAttempt = world.now() + HOUR;
      return serialiseInvoice(invoice, world);
    },
  ),
  route('POST', '/v1/invoices/:id/pay', payParams, pay),
  route('POST', '/v1/invoices/:id/void', params({}), ({ world, id }) => {
    const invoice = inStatus(world.invoices.need(id), 'open', 'void');
    voidInvoice(world, invoice);
    afterVoid(world, world.subscriptions.need(invoice.subscription), invoice.id);
    return serialiseInvoice(invoice, world);
  }),
];

function pay({ world, id, input }: Call<z.infer<typeof payParams>>): object {
  const invoice = world.invoices.need(id);
  if (invoice.status === 'paid') {
    throw badRequest('Invoice is already paid', { code: 'invoice_already_paid' });
  }
  if (invoice.status === 'draft') finalizeInvoice(world, invoice);
  inStatus(invoice, 'open', 'pay');
  const method =
    input.payment_method === undefined
      ? undefined
      : ownMethod(world, input.payment_method, invoice.customer, 'payment_method');
  const error = collectInvoice(world, invoice, 'absent', method);
  if (error?.code === 'authentication_required') throw cardError(REQUIRES_ACTION);
  if (error) throw cardError(error);
  return serialiseInvoice(invoice, world);
}

function inStatus(invoice: InvoiceRecord, wanted: InvoiceRecord['status'], verb: string): InvoiceRecord {
  if (invoice.status === wanted) return invoice;
  throw badRequest(`You can only ${verb} invoices that are ${wanted}; this one is ${invoice.status}.`, {
    code: 'status_transition_invalid',
  });
}

function listInvoices({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.invoices
    .all()
    .filter(
      (it) =>
        matches(it.customer, input.customer) &&
        matches(it.subscription, input.subscription) &&
        matches<string>(it.status, input.status) &&
        matches('charge_automatically', input.collection_method) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/invoices', (it) => serialiseInvoice(it, world));
}
