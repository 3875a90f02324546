import { serialiseInvoice, serialiseInvoicePayment } from '../serialise/invoice.js';
import { serialiseCharge, serialisePaymentIntent } from '../serialise/payment.js';
import type {
  InvoiceRecord,
  PaymentError,
  PaymentIntentRecord,
  PaymentMethodRecord,
  SubscriptionRecord,
} from '../state/records.js';
import type { World } from '../state/world.js';
import { chargeOutcome, type Presence } from './cards.js';
import { applyUpdate } from './pending-update.js';
import { changeSubscription } from './subscription-status.js';

const DAY = 86_400;
/** Days after the first failure at which a renewal is tried again; then the subscription is `unpaid`. */
const RETRY_DAYS = [3, 7, 14] as const;

const NO_METHOD: PaymentError = {
  code: 'resource_missing',
  declineCode: null,
  message: 'This customer has no default payment method. Add one and try again.',
};

const EXPIRED: PaymentError = {
  code: 'expired_card',
  declineCode: 'expired_card',
  message: 'Your card has expired.',
};

/** The payment method that pays for a subscription: its own, else the customer's. */
export function payingMethod(
  world: World,
  subscription: SubscriptionRecord,
): PaymentMethodRecord | undefined {
  const id =
    subscription.defaultPaymentMethod ?? world.customers.need(subscription.customer).defaultPaymentMethod;
  return id === null ? undefined : world.paymentMethods.get(id);
}

/** What happens when this method pays: nothing, or the error. */
export function paymentOutcome(
  world: World,
  method: PaymentMethodRecord | undefined,
  presence: Presence,
): PaymentError | undefined {
  if (!method) return NO_METHOD;
  // A card is good until the end of its month.
  const expired = Date.UTC(method.expYear, method.expMonth, 1) / 1000 <= world.now();
  return expired ? EXPIRED : chargeOutcome(method.cardNumber, presence, method.authenticated);
}

/** Collects an open invoice and moves its subscription accordingly. Gives the error when the payment failed. */
export function collectInvoice(
  world: World,
  invoice: InvoiceRecord,
  presence: Presence,
  withMethod?: PaymentMethodRecord,
): PaymentError | undefined {
  const subscription = world.subscriptions.need(invoice.subscription);
  invoice.attempted = true;
  const intent =
    invoice.paymentIntent === null ? undefined : world.paymentIntents.need(invoice.paymentIntent);
  if (!intent || invoice.amountDue === 0) {
    markPaid(world, invoice, undefined);
    return undefined;
  }
  invoice.attemptCount += 1;
  const method = withMethod ?? payingMethod(world, subscription);
  const error = paymentOutcome(world, method, presence);
  if (error) {
    refuse(world, invoice, intent, method, error);
    afterFailure(world, invoice, subscription);
    return error;
  }
  if (method) charge(world, intent, method, null);
  intent.status = 'succeeded';
  intent.error = null;
  world.emit('payment_intent.succeeded', serialisePaymentIntent(intent, world));
  markPaid(world, invoice, intent);
  return undefined;
}

function charge(
  world: World,
  intent: PaymentIntentRecord,
  method: PaymentMethodRecord,
  error: PaymentError | null,
): string {
  const made = world.charges.add({
    ...world.born('ch_'),
    amount: intent.amount,
    currency: intent.currency,
    customer: intent.customer,
    paymentIntent: intent.id,
    paymentMethod: method.id,
    error,
    description: intent.description,
  });
  intent.paymentMethod = method.id;
  intent.latestCharge = made.id;
  world.emit(error ? 'charge.failed' : 'charge.succeeded', serialiseCharge(made, world));
  return made.id;
}

function markPaid(world: World, invoice: InvoiceRecord, intent: PaymentIntentRecord | undefined): void {
  const now = world.now();
  invoice.status = 'paid';
  invoice.paidAt = now;
  invoice.amountPaid = intent ? intent.amount : 0;
  invoice.nextPaymentAttempt = null;
  world.emit('invoice.paid', serialiseInvoice(invoice, world));
  world.emit('invoice.payment_succeeded', serialiseInvoice(invoice, world));
  const payment = world.invoicePayments.all().find((it) => it.invoice === invoice.id && it.status === 'open');
  if (payment) {
    payment.status = 'paid';
    payment.paidAt = now;
    payment.amountPaid = payment.amountRequested;
    world.emit('invoice_payment.paid', serialiseInvoicePayment(payment));
  }
  const subscription = world.subscriptions.need(invoice.subscription);
  if (invoice.holdsUpdate) applyUpdate(world, subscription, invoice.id);
  const waiting = ['incomplete', 'past_due', 'unpaid'].includes(subscription.status);
  if (waiting && subscription.latestInvoice === invoice.id) {
    changeSubscription(world, subscription, (it) => {
      it.status = 'active';
    });
  }
}

function refuse(
  world: World,
  invoice: InvoiceRecord,
  intent: PaymentIntentRecord,
  method: PaymentMethodRecord | undefined,
  error: PaymentError,
): void {
  const needsAction = error.code === 'authentication_required';
  const made = method && !needsAction ? charge(world, intent, method, error) : null;
  intent.status = needsAction ? 'requires_action' : 'requires_payment_method';
  intent.paymentMethod = method?.id ?? null;
  intent.error = needsAction ? null : { ...error, charge: made };
  const type = needsAction ? 'payment_intent.requires_action' : 'payment_intent.payment_failed';
  world.emit(type, serialisePaymentIntent(intent, world));
  scheduleRetry(world, invoice);
  world.emit('invoice.payment_failed', serialiseInvoice(invoice, world));
  if (needsAction) world.emit('invoice.payment_action_required', serialiseInvoice(invoice, world));
}

/** The first invoice is the customer's to retry (within 23 hours); later ones Stripe retries by itself. */
function scheduleRetry(world: World, invoice: InvoiceRecord): void {
  // A pending update is tried again by the customer, or lapses.
  const theirs = invoice.billingReason === 'subscription_create' || invoice.holdsUpdate;
  if (theirs || !invoice.autoAdvance) return;
  invoice.firstFailureAt ??= world.now();
  const first = invoice.firstFailureAt;
  const next = RETRY_DAYS.map((days) => first + days * DAY).find((at) => at > world.now());
  invoice.nextPaymentAttempt = next ?? null;
}

function afterFailure(world: World, invoice: InvoiceRecord, subscription: SubscriptionRecord): void {
  if (invoice.billingReason === 'subscription_create' || invoice.holdsUpdate) return;
  const exhausted = invoice.nextPaymentAttempt === null;
  const to = exhausted && subscription.status === 'past_due' ? 'unpaid' : 'past_due';
  if (!['active', 'trialing', 'past_due'].includes(subscription.status)) return;
  changeSubscription(world, subscription, (it) => {
    it.status = to;
  });
}
