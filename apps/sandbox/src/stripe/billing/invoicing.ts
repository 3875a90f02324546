import { liveCustomer } from '../serialise/customer.js';
import { serialiseInvoice } from '../serialise/invoice.js';
import { serialisePaymentIntent } from '../serialise/payment.js';
import { changeWithEvent } from '../state/change.js';
import type { BillingReason, InvoiceRecord, LineRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';

/** What a new invoice bills. */
export interface InvoiceInput {
  id?: string;
  reason: BillingReason;
  lines: LineRecord[];
  periodStart: number;
  periodEnd: number;
  prorationDate?: number;
}

/** Makes a draft with the given lines and every proration that waited for it; emits `invoice.created`. */
export function draftInvoice(
  world: World,
  subscription: SubscriptionRecord,
  input: InvoiceInput,
): InvoiceRecord {
  const customer = world.customers.need(subscription.customer);
  const waiting = world.pendingLines.all().filter((it) => it.subscription === subscription.id);
  waiting.forEach((it) => world.pendingLines.remove(it.id));
  const lines = [...waiting.map((it) => it.line), ...input.lines];
  const invoice = world.invoices.add({
    ...world.born('in_'),
    ...(input.id === undefined ? {} : { id: input.id }),
    customer: customer.id,
    subscription: subscription.id,
    subscriptionMetadata: subscription.metadata,
    status: 'draft',
    billingReason: input.reason,
    currency: subscription.currency,
    lines,
    periodStart: input.periodStart,
    periodEnd: input.periodEnd,
    startingBalance: customer.balance,
    endingBalance: null,
    amountDue: Math.max(0, customer.balance + lines.reduce((sum, line) => sum + line.amount, 0)),
    amountPaid: 0,
    attemptCount: 0,
    attempted: false,
    autoAdvance: true,
    nextPaymentAttempt: null,
    firstFailureAt: null,
    number: null,
    finalizedAt: null,
    paidAt: null,
    voidedAt: null,
    defaultPaymentMethod: null,
    metadata: {},
    description: null,
    prorationDate: input.prorationDate ?? null,
    customerEmail: customer.email,
    customerName: customer.name,
    paymentIntent: null,
  });
  world.emit('invoice.created', serialiseInvoice(invoice, world));
  return invoice;
}

/** Numbers a draft, settles it against the customer's balance, prepares its payment; emits `invoice.finalized`. */
export function finalizeInvoice(world: World, invoice: InvoiceRecord): void {
  const customer = world.customers.need(invoice.customer);
  invoice.number = `${customer.invoicePrefix}-${String(customer.nextInvoiceSequence).padStart(4, '0')}`;
  customer.nextInvoiceSequence += 1;
  const sum = customer.balance + invoice.lines.reduce((total, line) => total + line.amount, 0);
  invoice.startingBalance = customer.balance;
  invoice.endingBalance = Math.min(0, sum);
  invoice.amountDue = Math.max(0, sum);
  changeWithEvent(world, 'customer.updated', customer, liveCustomer, (record) => {
    record.balance = Math.min(0, sum);
  });
  invoice.status = 'open';
  invoice.finalizedAt = world.now();
  if (invoice.amountDue > 0) preparePayment(world, invoice);
  world.emit('invoice.finalized', serialiseInvoice(invoice, world));
}

function preparePayment(world: World, invoice: InvoiceRecord): void {
  const base = world.born('pi_');
  const intent = world.paymentIntents.add({
    ...base,
    amount: invoice.amountDue,
    currency: invoice.currency,
    customer: invoice.customer,
    invoice: invoice.id,
    status: 'requires_payment_method',
    paymentMethod: null,
    error: null,
    latestCharge: null,
    secret: `${base.id}_secret_${world.ctx.newId('', 25)}`,
    canceledAt: null,
    description:
      invoice.billingReason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
  });
  world.invoicePayments.add({
    ...world.born('inpay_'),
    invoice: invoice.id,
    paymentIntent: intent.id,
    amountRequested: invoice.amountDue,
    amountPaid: null,
    currency: invoice.currency,
    status: 'open',
    paidAt: null,
    canceledAt: null,
  });
  invoice.paymentIntent = intent.id;
  world.emit('payment_intent.created', serialisePaymentIntent(intent, world));
}

/** An open invoice nobody has to pay any more. */
export function voidInvoice(world: World, invoice: InvoiceRecord): void {
  const now = world.now();
  invoice.status = 'void';
  invoice.voidedAt = now;
  invoice.nextPaymentAttempt = null;
  invoice.autoAdvance = false;
  const intent = invoice.paymentIntent === null ? undefined : world.paymentIntents.get(invoice.paymentIntent);
  if (intent && intent.status !== 'succeeded') {
    intent.status = 'canceled';
    intent.canceledAt = now;
    world.emit('payment_intent.canceled', serialisePaymentIntent(intent, world));
  }
  for (const payment of world.invoicePayments.all()) {
    if (payment.invoice !== invoice.id || payment.status !== 'open') continue;
    payment.status = 'canceled';
    payment.canceledAt = now;
  }
  world.emit('invoice.voided', serialiseInvoice(invoice, world));
}

/** The invoices of a subscription that still want money. */
export function openInvoices(world: World, subscription: string): InvoiceRecord[] {
  return world.invoices.all().filter((it) => it.subscription === subscription && it.status === 'open');
}
