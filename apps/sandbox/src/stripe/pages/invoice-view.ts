import { totalsOf } from '../billing/balance.js';
import { money } from '../billing/money.js';
import type { InvoiceRecord, PaymentMethodRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { cardFields, testCards } from './fields.js';
import { markup, type Html } from './html.js';
import type { Page } from './layout.js';

/** What is on the card form when it is shown again. */
export interface InvoiceForm {
  values?: Record<string, string>;
  errors?: Record<string, string>;
  alert?: string;
}

export function invoicePage(world: World, invoice: InvoiceRecord, form: InvoiceForm = {}): Page {
  const { discount } = totalsOf(invoice.lines);
  const applied = invoice.startingBalance - (invoice.endingBalance ?? 0);
  return {
    title: `${form.alert ? 'Error: ' : ''}Invoice ${invoice.number}`,
    body: markup`<section class="card">
      <h1>Invoice ${invoice.number}</h1>
      ${form.alert && markup`<p class="alert" role="alert">${form.alert}</p>`}
      <p class="${invoice.status === 'paid' ? 'good' : 'soft'}">Status: ${invoice.status}</p>
      <dl>
        ${invoice.lines.map(
          (line) =>
            markup`<dt>${line.description}</dt>
              <dd>${money(line.amount, line.currency)}</dd> `,
        )}
        ${
          discount > 0 &&
          markup`<dt>Discount</dt>
            <dd>${money(-discount, invoice.currency)}</dd>`
        }
        ${
          applied !== 0 &&
          markup`<dt>Applied balance</dt>
            <dd>${money(applied, invoice.currency)}</dd>`
        }
        <dt class="total">Amount due</dt>
        <dd class="total">${money(invoice.amountDue, invoice.currency)}</dd>
      </dl>
      ${invoice.status === 'open' && waysToPay(world, invoice, form)}
    </section>`,
  };
}

function waysToPay(world: World, invoice: InvoiceRecord, form: InvoiceForm): Html {
  const due = money(invoice.amountDue, invoice.currency);
  const saved = world.paymentMethods.all().some((it) => it.customer === invoice.customer);
  return markup`<div class="actions">
      ${
        saved &&
        markup`<form method="post" action="/i/${invoice.id}/pay"><button type="submit">Pay ${due}</button></form>`
      }
    </div>
    <h2>Pay with another card</h2>
    <form method="post" action="/i/${invoice.id}/pay" novalidate>
      ${cardFields(form.values ?? {}, form.errors ?? {})}
      <button type="submit" class="plain">Pay ${due} with this card</button>
    </form>
    ${testCards()}`;
}

/** The page of the card's bank. */
export function invoiceAuthenticationPage(invoice: InvoiceRecord, method: PaymentMethodRecord): Page {
  return {
    title: 'Complete authentication',
    body: markup`<section class="card">
      <h1>Complete authentication</h1>
      <p>
        The bank of the card ending in ${method.cardNumber.slice(-4)} wants to know that it is you, for a
        payment of ${money(invoice.amountDue, invoice.currency)}. Choose how that goes.
      </p>
      <form method="post" action="/i/${invoice.id}/authenticate?method=${method.id}">
        <button type="submit" name="outcome" value="complete">Complete</button>
        <button type="submit" name="outcome" value="fail" class="plain">Fail</button>
      </form>
    </section>`,
  };
}
