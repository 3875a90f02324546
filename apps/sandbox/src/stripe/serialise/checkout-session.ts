import type Stripe from 'stripe';
import { sumOff, takeOff } from '../billing/discounts.js';
import type { CheckoutSessionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { serialisePrice } from './catalogue.js';
import { nestedList } from './shared.js';

/** Cents of one line of a session. */
function lineAmount(item: CheckoutSessionRecord['items'][number], world: World): number {
  return Math.round(world.prices.need(item.price).unitAmount * item.quantity);
}

/** What the customer pays per period, in cents, before any trial. */
export function sessionSubtotal(session: CheckoutSessionRecord, world: World): number {
  return session.items.reduce((sum, item) => sum + lineAmount(item, world), 0);
}

/** What a period costs with the discount of the session. */
export function sessionNet(session: CheckoutSessionRecord, world: World): number {
  const off = sessionOff(session, world).reduce((sum, it) => sum + it, 0);
  return sessionSubtotal(session, world) - off;
}

/** What the customer pays today: nothing while a trial runs. */
export function sessionTotal(session: CheckoutSessionRecord, world: World): number {
  return isTrial(session) ? 0 : sessionNet(session, world);
}

function isTrial({ subscriptionData: { trialDays, trialEnd } }: CheckoutSessionRecord): boolean {
  return trialDays !== null || trialEnd !== null;
}

/** What the discount takes off each line. */
function sessionOff(session: CheckoutSessionRecord, world: World): number[] {
  const lines = session.items.map((item) => ({
    amount: lineAmount(item, world),
    product: world.prices.need(item.price).product,
    discountable: true,
  }));
  const discounts = session.discount ? [{ id: session.id, coupon: session.discount.coupon }] : [];
  return takeOff(world, lines, discounts).map(sumOff);
}

export function serialiseSessionItems(
  session: CheckoutSessionRecord,
  world: World,
): Stripe.ApiList<Stripe.LineItem> {
  const off = sessionOff(session, world);
  const data = session.items.map((item, index): Stripe.LineItem => {
    const price = world.prices.need(item.price);
    const amount = isTrial(session) ? 0 : lineAmount(item, world);
    const discount = isTrial(session) ? 0 : (off[index] ?? 0);
    return {
      id: item.id,
      object: 'item',
      adjustable_quantity: null,
      amount_discount: discount,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount - discount,
      currency: price.currency,
      description: world.products.need(price.product).name,
      metadata: item.metadata,
      price: serialisePrice(price),
      quantity: item.quantity,
    };
  });
  return nestedList(data, `/v1/checkout/sessions/${session.id}/line_items`);
}

export function serialiseCheckoutSession(
  session: CheckoutSessionRecord,
  world: World,
): Stripe.Checkout.Session {
  const first = session.items[0];
  const total = sessionTotal(session, world);
  const subtotal = isTrial(session) ? 0 : sessionSubtotal(session, world);
  const email = session.payer?.email ?? session.customerEmail;
  return {
    id: session.id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: session.allowPromotionCodes,
    allowed_payment_method_types: null,
    amount_subtotal: subtotal,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: session.billingAddressCollection,
    cancel_url: session.cancelUrl,
    client_reference_id: session.clientReferenceId,
    client_secret: null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    created: session.created,
    currency: first ? world.prices.need(first.price).currency : null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: session.customer,
    customer_account: null,
    customer_creation: session.customer === null || session.customerEmail !== null ? 'always' : null,
    customer_details:
      email === null && session.payer === null
        ? null
        : {
            address: null,
            business_name: null,
            email,
            individual_name: null,
            name: session.payer?.name ?? null,
            phone: null,
            tax_exempt: 'none',
            tax_ids: [],
          },
    customer_email: session.customerEmail,
    discounts: session.discount
      ? [{ coupon: session.discount.coupon, promotion_code: session.discount.promotionCode }]
      : [],
    expires_at: session.expiresAt,
    integration_identifier: null,
    invoice: session.invoice,
    invoice_creation: null,
    livemode: false,
    locale: session.locale,
    managed_payments: null,
    metadata: session.metadata,
    mode: 'subscription',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: session.paymentMethodCollection,
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: session.status !== 'complete' ? 'unpaid' : total === 0 ? 'no_payment_required' : 'paid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: session.status,
    submit_type: session.submitType,
    subscription: session.subscription,
    success_url: session.successUrl,
    total_details: { amount_discount: subtotal - total, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: session.status === 'open' ? `${world.ctx.url()}/c/pay/${session.id}` : null,
    wallet_options: null,
  };
}
