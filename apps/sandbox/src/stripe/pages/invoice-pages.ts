import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { testCard } from '../billing/cards.js';
import { collectInvoice, payingMethod } from '../billing/charging.js';
import { attachMethod, makeCard } from '../billing/payment-methods.js';
import type { InvoiceRecord, PaymentMethodRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { fieldOf, readCardForm } from './card-form.js';
import { invoiceAuthenticationPage, invoicePage, type InvoiceForm } from './invoice-view.js';
import { message } from './layout.js';
import { show } from './show.js';

const AUTHENTICATION_FAILED =
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.';

/** The page behind `hosted_invoice_url`: what was billed, and ways to pay while it is not paid. */
export function registerInvoicePages(app: FastifyInstance, world: World): void {
  const on = (
    method: 'GET' | 'POST',
    path: string,
    work: (invoice: InvoiceRecord, request: FastifyRequest, reply: FastifyReply) => FastifyReply,
  ) =>
    app.route({
      method,
      url: `/i/:id${path}`,
      handler: (request, reply) => {
        const invoice = world.invoices.get((request.params as { id: string }).id);
        if (invoice && invoice.status !== 'draft') {
          return world.at(world.nowOf(invoice.customer), () => work(invoice, request, reply));
        }
        const sentence = 'Check the address of this page.';
        return show(reply, 404, message('There is no such invoice', sentence));
      },
    });

  on('GET', '', (invoice, request, reply) => {
    const failed = (request.query as Record<string, unknown>)['authentication'] === 'failed';
    return show(reply, 200, invoicePage(world, invoice, failed ? { alert: AUTHENTICATION_FAILED } : {}));
  });
  on('POST', '/pay', (invoice, request, reply) => {
    if (invoice.status !== 'open') return reply.redirect(`/i/${invoice.id}`, 303);
    const typed = (request.body as Record<string, unknown> | null)?.['cardNumber'];
    if (typeof typed === 'string') return payWithNewCard(world, invoice, request, reply);
    const method = payingMethod(world, world.subscriptions.need(invoice.subscription));
    return payWith(world, invoice, method, reply);
  });
  on('GET', '/authenticate', (invoice, request, reply) => {
    const method = methodOf(world, invoice, request);
    if (!method || invoice.status !== 'open') return reply.redirect(`/i/${invoice.id}`, 303);
    return show(reply, 200, invoiceAuthenticationPage(invoice, method));
  });
  on('POST', '/authenticate', (invoice, request, reply) => {
    const method = methodOf(world, invoice, request);
    if (!method || invoice.status !== 'open') return reply.redirect(`/i/${invoice.id}`, 303);
    if ((request.body as Record<string, unknown> | null)?.['outcome'] !== 'complete') {
      return reply.redirect(`/i/${invoice.id}?authentication=failed`, 303);
    }
    method.authenticated = true;
    return collect(world, invoice, method, reply);
  });
}

/** Where an invoice is paid with this card: at its bank's page when the bank wants to know who it is. */
export function authenticationPath(
  invoice: InvoiceRecord,
  method: PaymentMethodRecord | undefined,
): string | undefined {
  const asks = method && testCard(method.cardNumber)?.authentication;
  if (!asks || (asks === 'once' && method.authenticated)) return undefined;
  return `/i/${invoice.id}/authenticate?method=${method.id}`;
}

function payWith(
  world: World,
  invoice: InvoiceRecord,
  method: PaymentMethodRecord | undefined,
  reply: FastifyReply,
): FastifyReply {
  const authenticate = authenticationPath(invoice, method);
  return authenticate ? reply.redirect(authenticate, 303) : collect(world, invoice, method, reply);
}

function collect(
  world: World,
  invoice: InvoiceRecord,
  method: PaymentMethodRecord | undefined,
  reply: FastifyReply,
): FastifyReply {
  const error = collectInvoice(world, invoice, 'present', method);
  return error
    ? show(reply, 402, invoicePage(world, invoice, { alert: error.message }))
    : reply.redirect(`/i/${invoice.id}`, 303);
}

function payWithNewCard(
  world: World,
  invoice: InvoiceRecord,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const customer = world.customers.need(invoice.customer);
  const form = readCardForm(request.body, world.now(), customer.email ?? 'customer@example.com');
  const again = (status: number, more: InvoiceForm) =>
    show(reply, status, invoicePage(world, invoice, { values: form.values, ...more }));
  if (!form.draft) return again(422, { errors: form.errors, alert: 'Please check the marked fields.' });
  const { cardNumber, expMonth, expYear, name } = form.draft;
  const refused = testCard(cardNumber)?.onEntry;
  if (refused) {
    const field = fieldOf(refused.code);
    return again(402, { errors: field ? { [field]: refused.message } : {}, alert: refused.message });
  }
  const method = makeCard(world, { number: cardNumber, expMonth, expYear, email: customer.email, name });
  attachMethod(world, method, customer.id);
  return payWith(world, invoice, method, reply);
}

function methodOf(
  world: World,
  invoice: InvoiceRecord,
  request: FastifyRequest,
): PaymentMethodRecord | undefined {
  const id = (request.query as Record<string, unknown>)['method'];
  const method = world.paymentMethods.get(String(id));
  return method?.customer === invoice.customer ? method : undefined;
}
