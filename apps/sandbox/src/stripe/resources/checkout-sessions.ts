import type { z } from 'zod';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { badParameter, badRequest } from '../http/errors.js';
import { page, params } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { expireSession, sessionRedeemer } from '../billing/checkout.js';
import { usablePrice } from '../billing/items.js';
import { resolveRedeem } from '../billing/redeem.js';
import { serialiseCheckoutSession, serialiseSessionItems } from '../serialise/checkout-session.js';
import { mergeMetadata } from '../state/metadata.js';
import type { CheckoutSessionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { createParams, listParams, updateParams } from './checkout-session-params.js';
import { live } from './customers.js';
import { toRedeem } from './subscription-changes.js';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

export const checkoutSessionRoutes = [
  route('POST', '/v1/checkout/sessions', createParams, create),
  route('GET', '/v1/checkout/sessions', listParams, listSessions),
  route('GET', '/v1/checkout/sessions/:id', params({}), ({ world, id }) =>
    serialiseCheckoutSession(world.checkoutSessions.need(id), world),
  ),
  route('POST', '/v1/checkout/sessions/:id', updateParams, ({ world, id, input }) => {
    const session = world.checkoutSessions.need(id);
    session.metadata = mergeMetadata(session.metadata, input.metadata);
    return serialiseCheckoutSession(session, world);
  }),
  route('POST', '/v1/checkout/sessions/:id/expire', params({}), expire),
  route('GET', '/v1/checkout/sessions/:id/line_items', params(page), ({ world, id, input }) => {
    const items = serialiseSessionItems(world.checkoutSessions.need(id), world);
    return pageOf(items.data, input, items.url, (item) => item);
  }),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  if (input.customer !== undefined && input.customer_email !== undefined) {
    throw badParameter('You may only specify one of these parameters: customer, customer_email.', {
      code: 'parameters_exclusive',
      param: 'customer_email',
    });
  }
  const customer = input.customer === undefined ? null : live(world, input.customer, 'customer');
  checkUrls(input);
  const now = world.now();
  const trial = input.subscription_data;
  const session: CheckoutSessionRecord = {
    ...world.born('cs_test_', 58),
    expiresAt: expiry(input.expires_at, now),
    status: 'open',
    customer: customer?.id ?? null,
    customerEmail: input.customer_email ?? null,
    clientReferenceId: input.client_reference_id ?? null,
    successUrl: input.success_url,
    cancelUrl: input.cancel_url ?? null,
    items: input.line_items.map((item, index) => ({
      id: world.ctx.newId('li_'),
      price: usablePrice(world, item.price, `line_items[${index}][price]`),
      quantity: item.quantity,
      metadata: mergeMetadata({}, item.metadata),
    })),
    metadata: mergeMetadata({}, input.metadata),
    subscriptionData: {
      metadata: mergeMetadata({}, trial?.metadata),
      description: trial?.description ?? null,
      trialDays: trial?.trial_period_days ?? null,
      trialEnd: trialEnd(trial?.trial_end, now),
      missingPaymentMethod: trial?.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
      billingMode: trial?.billing_mode?.type ?? 'flexible',
    },
    subscription: null,
    invoice: null,
    payer: customer ? { email: customer.email, name: customer.name } : null,
    allowPromotionCodes: input.allow_promotion_codes ?? null,
    discount: null,
    billingAddressCollection: input.billing_address_collection ?? null,
    paymentMethodCollection: 'always',
    locale: input.locale ?? null,
    submitType: input.submit_type ?? null,
    draft: null,
  };
  session.discount = givenDiscount(world, session, input);
  world.checkoutSessions.add(session);
  return serialiseCheckoutSession(session, world);
}

function givenDiscount(
  world: World,
  session: CheckoutSessionRecord,
  input: z.infer<typeof createParams>,
): CheckoutSessionRecord['discount'] {
  const entry = input.discounts?.[0];
  if (!entry) return null;
  if (input.allow_promotion_codes !== undefined) {
    throw badParameter('You may only specify one of these parameters: allow_promotion_codes, discounts.', {
      code: 'parameters_exclusive',
      param: 'discounts',
    });
  }
  const who = sessionRedeemer(world, session);
  const { coupon, code } = resolveRedeem(world, toRedeem(entry), who, 'discounts[0]');
  return { coupon: coupon.id, promotionCode: code?.id ?? null };
}

function checkUrls(input: { success_url: string; cancel_url?: string }): void {
  for (const param of ['success_url', 'cancel_url'] as const) {
    const url = input[param];
    if (url === undefined || /^https?:\/\/[^/\s]/.test(url)) continue;
    throw badRequest('Not a valid URL', { code: 'url_invalid', param });
  }
}

function expiry(asked: number | undefined, now: number): number {
  const at = asked ?? now + DAY;
  // A little slack: the caller's clock and ours tick separately.
  if (at < now + 30 * MINUTE - 5 || at > now + DAY + 5) {
    throw badRequest(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
      {
        param: 'expires_at',
      },
    );
  }
  return at;
}

function trialEnd(asked: number | undefined, now: number): number | null {
  if (asked === undefined) return null;
  if (asked < now + 2 * DAY) {
    throw badRequest('The `trial_end` date has to be at least 2 days in the future.', {
      param: 'subscription_data[trial_end]',
    });
  }
  return asked;
}

function expire({ world, id }: Call<unknown>): object {
  const session = world.checkoutSessions.need(id);
  if (session.status !== 'open') {
    throw badRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  }
  expireSession(world, session);
  return serialiseCheckoutSession(session, world);
}

function listSessions({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.checkoutSessions
    .all()
    .filter(
      (it) =>
        matches<string | null>(it.customer, input.customer) &&
        matches<string | null>(it.subscription, input.subscription) &&
        matches(it.status, input.status) &&
        matches<string | null>(emailOf(it), input.customer_details?.email) &&
        input.payment_intent === undefined &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/checkout/sessions', (it) =>
    serialiseCheckoutSession(it, world),
  );
}

function emailOf(session: CheckoutSessionRecord): string | null {
  return session.payer?.email ?? session.customerEmail;
}
