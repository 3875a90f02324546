import { StripeError, badRequest } from '../http/errors.js';
import { serialiseSubscription } from '../serialise/subscription.js';
import type { Metadata, PaymentError, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { settleTotal, totalsOf } from './balance.js';
import type { Presence } from './cards.js';
import { collectInvoice, payingMethod, paymentOutcome } from './charging.js';
import { draftInvoice, finalizeInvoice, withDiscounts } from './invoicing.js';
import { periodLine } from './lines.js';
import { periodEnd } from './periods.js';
import { discountsFrom, type Redeem } from './redeem.js';

export type PaymentBehavior = 'allow_incomplete' | 'default_incomplete' | 'error_if_incomplete';

/** A subscription about to begin. */
export interface NewSubscription {
  /** Ids given out beforehand, when another object already names them. */
  id?: string;
  invoiceId?: string;
  customer: string;
  items: { price: string; quantity: number; metadata: Metadata }[];
  defaultPaymentMethod: string | null;
  saveDefaultPaymentMethod: 'off' | 'on_subscription' | null;
  trialEnd: number | null;
  missingPaymentMethod: 'cancel' | 'create_invoice' | 'pause';
  metadata: Metadata;
  description: string | null;
  billingMode: 'classic' | 'flexible';
  behavior: PaymentBehavior;
  presence: Presence;
  discounts?: readonly Redeem[];
  /** The schedule it begins under. */
  schedule?: string;
  checkoutSession?: string;
}

/** Begins a subscription: first period, first invoice, first payment, and their events in Stripe's order. */
export function startSubscription(world: World, input: NewSubscription): SubscriptionRecord {
  const subscription = newRecord(world, input);
  subscription.discounts = discountsFrom(
    world,
    subscription,
    input.discounts ?? [],
    'discounts',
    input.checkoutSession,
  );
  if (input.behavior !== 'default_incomplete' && input.trialEnd === null)
    mustBePayable(world, subscription, input);
  const invoiceId = input.invoiceId ?? world.ctx.newId('in_');
  subscription.latestInvoice = invoiceId;
  world.subscriptions.add(subscription);
  world.customers.need(input.customer).currency ??= subscription.currency;
  world.emit('customer.subscription.created', serialiseSubscription(subscription, world));

  const now = world.now();
  const invoice = draftInvoice(world, subscription, {
    id: invoiceId,
    reason: 'subscription_create',
    lines: subscription.items.map((item) => periodLine(world, subscription, item)),
    periodStart: now,
    periodEnd: now,
  });
  finalizeInvoice(world, invoice);
  if (invoice.amountDue === 0 || input.behavior !== 'default_incomplete') {
    collectInvoice(world, invoice, input.presence);
  }
  return subscription;
}

function newRecord(world: World, input: NewSubscription): SubscriptionRecord {
  const base = { ...world.born('sub_'), ...(input.id === undefined ? {} : { id: input.id }) };
  const first = world.prices.need(input.items[0]?.price ?? '', 'items[0][price]');
  const recurring = first.recurring ?? { interval: 'month' as const, intervalCount: 1 };
  const now = world.now();
  const end = input.trialEnd ?? periodEnd(now, recurring, now);
  return {
    ...base,
    customer: input.customer,
    status: input.trialEnd === null ? 'incomplete' : 'trialing',
    items: input.items.map((item) => ({
      ...world.born('si_', 14),
      subscription: base.id,
      price: item.price,
      quantity: item.quantity,
      metadata: item.metadata,
      periodStart: now,
      periodEnd: end,
    })),
    currency: first.currency,
    billingCycleAnchor: input.trialEnd ?? now,
    startDate: now,
    cancelAt: null,
    cancelAtPeriodEnd: false,
    canceledAt: null,
    cancellation: { comment: null, feedback: null, reason: null },
    endedAt: null,
    defaultPaymentMethod: input.defaultPaymentMethod,
    saveDefaultPaymentMethod: input.saveDefaultPaymentMethod,
    description: input.description,
    latestInvoice: null,
    metadata: input.metadata,
    trialStart: input.trialEnd === null ? null : now,
    trialEnd: input.trialEnd,
    trialWillEndSent: false,
    missingPaymentMethod: input.missingPaymentMethod,
    billingMode: input.billingMode,
    discounts: [],
    schedule: input.schedule ?? null,
    pendingUpdate: null,
  };
}

/** Refuses up front what Stripe refuses up front: no payment method at all, or a failing one when asked to. */
function mustBePayable(world: World, subscription: SubscriptionRecord, input: NewSubscription): void {
  const lines = subscription.items.map((item) => periodLine(world, subscription, item));
  const priced = withDiscounts(world, lines, subscription.discounts, world.now()).lines;
  const { balance } = world.customers.need(subscription.customer);
  if (settleTotal(balance, totalsOf(priced).total).amountDue === 0) return;
  const method = payingMethod(world, subscription);
  if (!method) {
    throw badRequest(
      'This customer has no attached payment source or default payment method. Please consider adding a default ' +
        'payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      { code: 'resource_missing' },
    );
  }
  const error = paymentOutcome(world, method, input.presence);
  if (error && input.behavior === 'error_if_incomplete') throw cardError(error);
}

/** 402 with the card's answer. */
export function cardError(error: PaymentError): StripeError {
  return new StripeError(402, {
    type: 'card_error',
    code: error.code,
    ...(error.declineCode === null ? {} : { decline_code: error.declineCode }),
    message: error.message,
  });
}
