import { day, money, per } from '../billing/money.js';
import { sessionNet, sessionSubtotal, sessionTotal } from '../serialise/checkout-session.js';
import type { CheckoutSessionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { cardFields, field, testCards } from './fields.js';
import { markup, type Html } from './html.js';
import type { Page } from './layout.js';

/** What is on the payment form when it is shown. */
export interface FormState {
  values: Record<string, string>;
  errors: Record<string, string>;
  alert?: string;
}

/** The payment page: what is bought on one side, the card form on the other. */
export function checkoutPage(world: World, session: CheckoutSessionRecord, form: FormState): Page {
  const name = productNames(world, session);
  return {
    title: `${form.alert || Object.keys(form.errors).length > 0 ? 'Error: ' : ''}Subscribe to ${name}`,
    layout: 'split',
    body: markup`${summary(world, session, name)}
      <section class="card" aria-labelledby="pay">
        <h2 id="pay">Pay with card</h2>
        ${form.alert && markup`<p class="alert" role="alert">${form.alert}</p>`}
        <form method="post" action="/c/pay/${session.id}" novalidate>
          ${field({
            name: 'email',
            label: 'Email',
            type: 'email',
            value: form.values['email'] ?? '',
            error: form.errors['email'],
            autocomplete: 'email',
            readonly: Boolean(knownEmail(session)),
          })}
          ${cardFields(form.values, form.errors)} ${session.allowPromotionCodes && codeField(world, session, form)}
          <button type="submit">${buttonText(world, session)}</button>
          ${
            // After the main one: Enter in a field pays.
            session.allowPromotionCodes &&
            markup`<button type="submit" name="apply" value="1" class="plain">Apply code</button>`
          }
        </form>
        ${testCards()}
      </section>`,
  };
}

function codeField(world: World, session: CheckoutSessionRecord, form: FormState): Html {
  const taken = world.promotionCodes.get(session.discount?.promotionCode ?? '')?.code;
  return markup`${field({
    name: 'promotionCode',
    label: 'Promotion code (optional)',
    value: form.values['promotionCode'] || (taken ?? ''),
    error: form.errors['promotionCode'],
    autocomplete: 'off',
    optional: true,
  })}`;
}

function summary(world: World, session: CheckoutSessionRecord, name: string): Html {
  const first = world.prices.need(session.items[0]?.price ?? '');
  const today = sessionTotal(session, world);
  const { trialDays, trialEnd } = session.subscriptionData;
  const trial =
    trialDays !== null ? `${trialDays} days free` : trialEnd !== null ? `Free until ${day(trialEnd)}` : null;
  return markup`<section aria-labelledby="what">
    ${session.cancelUrl && markup`<a class="back" href="${session.cancelUrl}">← Back</a>`}
    <h1 id="what">Subscribe to ${name}</h1>
    <p class="price">
      ${money(sessionSubtotal(session, world), first.currency)} <small>per ${per(first.recurring)}</small>
    </p>
    ${trial && markup`<p class="good">${trial}</p>`}
    <dl>
      ${session.items.map((item) => {
        const price = world.prices.need(item.price);
        const product = world.products.need(price.product);
        const amount = money(Math.round(price.unitAmount * item.quantity), price.currency);
        return markup`<dt>
            ${product.name}${item.quantity > 1 && ` × ${item.quantity}`}
            ${product.description && markup`<br /><span class="soft">${product.description}</span>`}
          </dt>
          <dd>${amount}</dd> `;
      })}
      ${
        session.discount &&
        markup`<dt class="good">Discount (${offer(world, session.discount.coupon)})</dt>
          <dd>−${money(sessionSubtotal(session, world) - sessionNet(session, world), first.currency)}</dd>`
      }
      <dt class="total">Total due today</dt>
      <dd class="total">${money(today, first.currency)}</dd>
    </dl>
  </section>`;
}

/** `20% off`, `$5.00 off for 3 months`. */
function offer(world: World, id: string): string {
  const coupon = world.coupons.need(id);
  const off =
    coupon.percentOff === null
      ? money(coupon.amountOff ?? 0, coupon.currency ?? 'usd')
      : `${coupon.percentOff}%`;
  const months = coupon.durationInMonths ?? 0;
  if (coupon.duration === 'repeating') return `${off} off for ${months} month${months === 1 ? '' : 's'}`;
  return coupon.duration === 'once' ? `${off} off once` : `${off} off`;
}

/** The second page of cards that ask for 3D Secure. */
export function authenticationPage(world: World, session: CheckoutSessionRecord): Page {
  const first = world.prices.need(session.items[0]?.price ?? '');
  const amount = money(sessionTotal(session, world), first.currency);
  return {
    title: 'Complete authentication',
    body: markup`<section class="card">
      <h1>Complete authentication</h1>
      <p>
        The bank of the card ending in ${session.draft?.cardNumber.slice(-4)} wants to know that it is you,
        for a payment of ${amount}. Choose how that goes.
      </p>
      <form method="post" action="/c/pay/${session.id}/authenticate">
        <button type="submit" name="outcome" value="complete">Complete</button>
        <button type="submit" name="outcome" value="fail" class="plain">Fail</button>
      </form>
    </section>`,
  };
}

/** `Pay $30.00`, or what else happens when nothing is due today. */
function buttonText(world: World, session: CheckoutSessionRecord): string {
  const total = sessionTotal(session, world);
  if (total === 0) return 'Start trial';
  if (session.submitType === 'subscribe' || session.submitType === null) return 'Subscribe';
  return `Pay ${money(total, world.prices.need(session.items[0]?.price ?? '').currency)}`;
}

/** The email that cannot be changed on the page: the customer's own, or the one the merchant gave. */
export function knownEmail(session: CheckoutSessionRecord): string | null {
  return session.payer?.email ?? session.customerEmail;
}

function productNames(world: World, session: CheckoutSessionRecord): string {
  return session.items
    .map((item) => world.products.need(world.prices.need(item.price).product).name)
    .join(' + ');
}
