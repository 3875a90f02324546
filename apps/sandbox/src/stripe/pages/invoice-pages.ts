import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectInvoice } from '../billing/charging.js';
import { money } from '../billing/money.js';
import type { InvoiceRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { markup } from './html.js';
import { message, type Page } from './layout.js';
import { show } from './show.js';

/** The page behind `hosted_invoice_url`: what was billed, and a button while it is not paid. */
export function registerInvoicePages(app: FastifyInstance, world: World): void {
  app.get('/i/:id', (request, reply) => {
    const invoice = find(world, request);
    return invoice
      ? show(reply, 200, invoicePage(invoice))
      : show(reply, 404, message('There is no such invoice', 'Check the address of this page.'));
  });
  app.post('/i/:id/pay', (request, reply) => {
    const invoice = find(world, request);
    if (!invoice)
      return show(reply, 404, message('There is no such invoice', 'Check the address of this page.'));
    const error = invoice.status === 'open' ? collectInvoice(world, invoice, 'present') : undefined;
    return error
      ? show(reply, 402, invoicePage(invoice, error.message))
      : reply.redirect(`/i/${invoice.id}`, 303);
  });
}

function find(world: World, request: FastifyRequest): InvoiceRecord | undefined {
  const invoice = world.invoices.get((request.params as { id: string }).id);
  return invoice?.status === 'draft' ? undefined : invoice;
}

function invoicePage(invoice: InvoiceRecord, alert?: string): Page {
  const due = money(invoice.amountDue, invoice.currency);
  return {
    title: `Invoice ${invoice.number}`,
    body: markup`<section class="card">
      <h1>Invoice ${invoice.number}</h1>
      ${alert && markup`<p class="alert" role="alert">${alert}</p>`}
      <p class="${invoice.status === 'paid' ? 'good' : 'soft'}">Status: ${invoice.status}</p>
      <dl>
        ${invoice.lines.map(
          (line) =>
            markup`<dt>${line.description}</dt>
              <dd>${money(line.amount, line.currency)}</dd> `,
        )}
        <dt class="total">Amount due</dt>
        <dd class="total">${due}</dd>
      </dl>
      ${
        invoice.status === 'open' &&
        markup`<div class="actions">
          <form method="post" action="/i/${invoice.id}/pay"><button type="submit">Pay ${due}</button></form>
        </div>`
      }
    </section>`,
  };
}
