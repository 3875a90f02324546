import { testCard } from '../billing/cards.js';
import { payingMethod } from '../billing/charging.js';
import { openInvoices } from '../billing/invoicing.js';
import { day, money, per } from '../billing/money.js';
import { choices } from '../billing/portal-update.js';
import { isFinal } from '../billing/subscription-status.js';
import type { PortalConfigurationRecord, PortalSessionRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { cardFields, testCards } from './fields.js';
import { markup, type Html } from './html.js';
import type { Page } from './layout.js';

/** A portal page and everything it may show. */
export interface Portal {
  world: World;
  session: PortalSessionRecord;
  configuration: PortalConfigurationRecord;
  base: string;
}

/** The first page: plans, card, invoices, the way back. */
export function portalHome(portal: Portal, notice?: { text: string; bad?: boolean }): Page {
  const { world, session, configuration } = portal;
  const live = world.subscriptions.all().filter((it) => it.customer === session.customer && !isFinal(it));
  const headline = configuration.business.headline;
  return {
    title: 'Manage your subscription',
    body: markup`<div>
        ${backLink(session)}
        <h1>Manage your subscription</h1>
        ${headline && markup`<p class="soft">${headline}</p>`}
        ${notice && markup`<p class="${notice.bad ? 'alert' : 'good'}" role="status">${notice.text}</p>`}
      </div>
      ${live.length === 0 ? markup`<section class="card"><p>There is no active subscription.</p></section>` : live.map((it) => plan(portal, it))}
      ${card(portal)} ${configuration.features.invoice_history.enabled && history(portal)}`,
  };
}

function plan(portal: Portal, subscription: SubscriptionRecord): Html {
  const { world, configuration, base } = portal;
  const item = subscription.items[0];
  const price = world.prices.need(item?.price ?? '');
  const name = world.products.need(price.product).name;
  const rate = `${money(price.unitAmount * (item?.quantity ?? 1), price.currency)} per ${per(price.recurring)}`;
  const leaving = subscription.cancelAt !== null;
  const cancel = configuration.features.subscription_cancel;
  return markup`<section class="card" aria-label="Current plan: ${name}">
    <h2>Current plan</h2>
    <p>
      <strong>${name}</strong><br />
      ${rate}
    </p>
    <p class="soft">${standing(subscription)}</p>
    ${openInvoices(world, subscription.id).map(
      (invoice) =>
        markup`<form method="post" action="${base}/invoices/${invoice.id}/pay">
          <p class="alert">
            Invoice ${invoice.number} over ${money(invoice.amountDue, invoice.currency)} is not paid.
          </p>
          <button type="submit">Pay ${money(invoice.amountDue, invoice.currency)} now</button>
        </form>`,
    )}
    <div class="actions">
      ${
        choices(world, configuration, subscription).length > 0 &&
        markup`<a class="button" href="${base}/subscriptions/${subscription.id}/update">Update subscription</a>`
      }
      ${
        leaving
          ? markup`<form method="post" action="${base}/subscriptions/${subscription.id}/resume">
              <button type="submit">Don’t cancel subscription</button>
            </form>`
          : cancel.enabled &&
            markup`<a class="button plain" href="${base}/subscriptions/${subscription.id}/cancel"
              >Cancel subscription</a
            >`
      }
    </div>
  </section>`;
}

function standing(subscription: SubscriptionRecord): string {
  const end = subscription.items[0]?.periodEnd ?? 0;
  if (subscription.cancelAt !== null)
    return `Your subscription will be canceled on ${day(subscription.cancelAt)}.`;
  if (subscription.status === 'trialing') return `Your trial ends on ${day(end)}.`;
  if (subscription.status === 'active') return `Your subscription renews on ${day(end)}.`;
  return 'Your last payment did not go through.';
}

function card(portal: Portal): Html {
  const { world, session, configuration, base } = portal;
  const paying = world.subscriptions.all().find((it) => it.customer === session.customer && !isFinal(it));
  const preferred = world.customers.need(session.customer).defaultPaymentMethod;
  const method = paying
    ? payingMethod(world, paying)
    : preferred === null
      ? undefined
      : world.paymentMethods.get(preferred);
  const brand = { visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express' };
  return markup`<section class="card" aria-labelledby="card">
    <h2 id="card">Payment method</h2>
    <p>
      ${
        method
          ? `${brand[testCard(method.cardNumber)?.brand ?? 'visa']} ending in ${method.cardNumber.slice(-4)}, expires ${method.expMonth}/${method.expYear}`
          : 'No card on file.'
      }
    </p>
    ${
      configuration.features.payment_method_update.enabled &&
      markup`<a class="button plain" href="${base}/payment-method">Update payment method</a>`
    }
  </section>`;
}

function history({ world, session }: Portal): Html {
  const invoices = world.invoices
    .all()
    .filter((it) => it.customer === session.customer && it.status !== 'draft');
  return markup`<section class="card" aria-labelledby="invoices">
    <h2 id="invoices">Invoice history</h2>
    ${
      invoices.length === 0
        ? markup`<p class="soft">No invoices yet.</p>`
        : markup`<div class="scroll" tabindex="0" role="region" aria-label="Invoices">
            <table>
              <thead>
                <tr>
                  <th scope="col">Date</th>
                  <th scope="col">Number</th>
                  <th scope="col">Amount</th>
                  <th scope="col">Status</th>
                </tr>
              </thead>
              <tbody>
                ${invoices.reverse().map(
                  (it) =>
                    markup`<tr>
                      <td>${day(it.created)}</td>
                      <td><a href="/i/${it.id}">${it.number}</a></td>
                      <td>${money(it.amountDue, it.currency)}</td>
                      <td>${it.status}</td>
                    </tr> `,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

/** "Are you sure", with the date on which it would end. */
export function cancelPage(portal: Portal, subscription: SubscriptionRecord): Page {
  const { world, session, configuration, base } = portal;
  const item = subscription.items[0];
  const name = world.products.need(world.prices.need(item?.price ?? '').product).name;
  const when =
    configuration.features.subscription_cancel.mode === 'immediately'
      ? 'It ends at once.'
      : `It stays available until the end of your billing period on ${day(item?.periodEnd ?? 0)}.`;
  return {
    title: 'Cancel your subscription',
    body: markup`<section class="card">
      <h1>Cancel your subscription</h1>
      <p>If you confirm, your subscription to <strong>${name}</strong> will be canceled. ${when}</p>
      <form method="post" action="${base}/subscriptions/${subscription.id}/cancel">
        <button type="submit" class="danger">Cancel subscription</button>
        <a class="button plain" href="${session.flow && session.returnUrl !== null ? session.returnUrl : `${base}?done=`}">Go back</a>
      </form>
    </section>`,
  };
}

/** A new card for the next invoices. */
export function cardPage(
  portal: Portal,
  form: { values: Record<string, string>; errors: Record<string, string>; alert?: string },
): Page {
  return {
    title: `${form.alert ? 'Error: ' : ''}Update payment method`,
    body: markup`<section class="card">
      <h1>Update payment method</h1>
      ${form.alert && markup`<p class="alert" role="alert">${form.alert}</p>`}
      <form method="post" action="${portal.base}/payment-method" novalidate>
        ${cardFields(form.values, form.errors)}
        <button type="submit">Save card</button>
        <a class="button plain" href="${portal.base}?done=">Go back</a>
      </form>
      ${testCards()}
    </section>`,
  };
}

function backLink(session: PortalSessionRecord): Html | null {
  return session.returnUrl === null ? null : markup`<a class="back" href="${session.returnUrl}">← Return</a>`;
}
