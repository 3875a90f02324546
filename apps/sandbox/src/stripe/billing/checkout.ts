import { serialiseCheckoutSession, sessionSubtotal, sessionTotal } from '../serialise/checkout-session.js';
import { liveCustomer } from '../serialise/customer.js';
import { newCustomer } from '../state/new-customer.js';
import type { CheckoutDraft, CheckoutSessionRecord, PaymentError } from '../state/records.js';
import type { World } from '../state/world.js';
import { testCard } from './cards.js';
import { attachMethod, makeCard } from './payment-methods.js';
import { whyNot, type Redeem, type Redeemer } from './redeem.js';
import { startSubscription } from './subscribe.js';

const DAY = 86_400;

/** Marks a session as expired; `checkout.session.expired`. */
export function expireSession(world: World, session: CheckoutSessionRecord): void {
  session.status = 'expired';
  session.draft = null;
  world.emit('checkout.session.expired', serialiseCheckoutSession(session, world));
}

/** Whoever pays a session, as the one who redeems a coupon there. */
export function sessionRedeemer(world: World, session: CheckoutSessionRecord): Redeemer {
  const first = session.items[0];
  return {
    customer: session.customer ?? '',
    currency: first ? world.prices.need(first.price).currency : 'usd',
    amount: sessionSubtotal(session, world),
    subscription: null,
  };
}

/** Takes a promotion code as typed on the page; gives the sentence when it does not work. */
export function enterCode(world: World, session: CheckoutSessionRecord, typed: string): string | undefined {
  const code = world.promotionCodes
    .all()
    .find((it) => it.active && it.code.toUpperCase() === typed.trim().toUpperCase());
  if (!session.allowPromotionCodes || !code) return 'This code is invalid.';
  const reason = whyNot(world, code, sessionRedeemer(world, session));
  if (reason === undefined) session.discount = { coupon: code.coupon, promotionCode: code.id };
  return reason;
}

/** True when the card must show its 3D Secure page first. */
export function needsAuthentication(draft: CheckoutDraft): boolean {
  return testCard(draft.cardNumber)?.authentication !== undefined;
}

/** Pays an open session. Gives the card's error, with nothing changed, when it refuses. */
export function completeSession(
  world: World,
  session: CheckoutSessionRecord,
  draft: CheckoutDraft,
): PaymentError | undefined {
  const card = testCard(draft.cardNumber);
  const error = card?.onEntry ?? (sessionTotal(session, world) > 0 ? card?.onPage : undefined);
  if (error) return error;

  const customer = session.customer === null ? undefined : world.customers.get(session.customer);
  const payer = customer ?? world.customers.add(newCustomer(world, { email: draft.email, name: draft.name }));
  if (!customer) world.emit('customer.created', liveCustomer(payer));
  const method = makeCard(world, {
    number: draft.cardNumber,
    expMonth: draft.expMonth,
    expYear: draft.expYear,
    email: draft.email,
    name: draft.name,
    authenticated: card?.authentication !== undefined,
  });
  attachMethod(world, method, payer.id);

  // Ids are given out first, because the completed session names objects that only come after it.
  const subscriptionId = world.ctx.newId('sub_');
  const invoiceId = world.ctx.newId('in_');
  Object.assign(session, {
    status: 'complete',
    draft: null,
    customer: payer.id,
    subscription: subscriptionId,
    invoice: invoiceId,
    payer: { email: draft.email, name: draft.name },
  } satisfies Partial<CheckoutSessionRecord>);
  world.emit('checkout.session.completed', serialiseCheckoutSession(session, world));

  const { subscriptionData } = session;
  startSubscription(world, {
    id: subscriptionId,
    invoiceId,
    customer: payer.id,
    items: session.items.map(({ price, quantity }) => ({ price, quantity, metadata: {} })),
    defaultPaymentMethod: method.id,
    saveDefaultPaymentMethod: 'off',
    trialEnd: trialEnd(world, subscriptionData),
    missingPaymentMethod: subscriptionData.missingPaymentMethod,
    metadata: subscriptionData.metadata,
    description: subscriptionData.description,
    billingMode: subscriptionData.billingMode,
    behavior: 'allow_incomplete',
    presence: 'entry',
    checkoutSession: session.id,
    discounts: redeemed(session),
  });
  return undefined;
}

function redeemed({ discount }: CheckoutSessionRecord): Redeem[] {
  if (!discount) return [];
  const { coupon, promotionCode } = discount;
  return [promotionCode === null ? { coupon } : { promotionCode }];
}

function trialEnd(world: World, data: CheckoutSessionRecord['subscriptionData']): number | null {
  return data.trialDays === null ? data.trialEnd : world.now() + data.trialDays * DAY;
}
