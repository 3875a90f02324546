import { serialiseInvoice } from '../serialise/invoice.js';
import { serialisePaymentIntent } from '../serialise/payment.js';
import type { BillingReason, InvoiceRecord, LineRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { settleInvoice, settleTotal, totalsOf, unsettleInvoice } from './balance.js';
import { discountsAt, retireDiscounts, takeOff } from './discounts.js';

const HOUR = 3600;

/** What a new invoice bills. */
export interface InvoiceInput {
  id?: string;
  reason: BillingReason;
  lines: LineRecord[];
  periodStart: number;
  periodEnd: number;
  prorationDate?: number;
  /** Discounts other than the subscription's own. */
  discounts?: readonly string[];
  /** It pays for a pending update. */
  holdsUpdate?: boolean;
}

/** Makes a draft with the given lines and everything that waited for it; emits `invoice.created`. */
export function draftInvoice(
  world: World,
  subscription: SubscriptionRecord,
  input: InvoiceInput,
): InvoiceRecord {
  const customer = world.customers.need(subscription.customer);
  const waiting = waitingLines(world, subscription);
  waiting.forEach((it) => world.pendingLines.remove(it.id));
  const at = world.now();
  const { lines, discounts } = withDiscounts(
    world,
    [...waiting.map((it) => it.line), ...input.lines],
    input.discounts ?? subscription.discounts,
    at,
  );
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
    discounts,
    holdsUpdate: input.holdsUpdate ?? false,
    finalizesAt: null,
    periodStart: input.periodStart,
    periodEnd: input.periodEnd,
    startingBalance: customer.balance,
    endingBalance: null,
    amountDue: settleTotal(customer.balance, totalsOf(lines).total).amountDue,
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
  retireDiscounts(world, subscription, discounts, at);
  world.emit('invoice.created', serialiseInvoice(invoice, world));
  return invoice;
}

/** What waits for the next invoice of this subscription: its own, and the customer's that name none. */
export function waitingLines(world: World, subscription: SubscriptionRecord) {
  return world.pendingLines
    .all()
    .filter(
      (it) =>
        it.subscription === subscription.id ||
        (it.subscription === null && it.customer === subscription.customer),
    );
}

/** The lines with what the discounts take off them, and which discounts there are. */
export function withDiscounts(
  world: World,
  lines: readonly LineRecord[],
  ids: readonly string[],
  at: number,
): { lines: LineRecord[]; discounts: string[] } {
  const alive = discountsAt(world, ids, at);
  const taken = takeOff(world, lines, alive);
  return {
    lines: lines.map((line, index) => ({ ...line, discounts: taken[index] ?? [] })),
    discounts: alive.map((it) => it.id),
  };
}

/** Leaves a draft open to changes for an hour, as Stripe does with every renewal. */
export function finalizeInAnHour(world: World, invoice: InvoiceRecord): void {
  invoice.finalizesAt = world.now() + HOUR;
  invoice.nextPaymentAttempt = invoice.finalizesAt;
}

/** Numbers a draft, settles it against the customer's balance, prepares its payment; emits `invoice.finalized`. */
export function finalizeInvoice(world: World, invoice: InvoiceRecord): void {
  const customer = world.customers.need(invoice.customer);
  invoice.number = `${customer.invoicePrefix}-${String(customer.nextInvoiceSequence).padStart(4, '0')}`;
  customer.nextInvoiceSequence += 1;
  settleInvoice(world, invoice);
  invoice.status = 'open';
  invoice.finalizesAt = null;
  invoice.nextPaymentAttempt = null;
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
  unsettleInvoice(world, invoice);
  world.emit('invoice.voided', serialiseInvoice(invoice, world));
}

/** The invoices of a subscription that still want money. */
export function openInvoices(world: World, subscription: string): InvoiceRecord[] {
  return world.invoices.all().filter((it) => it.subscription === subscription && it.status === 'open');
}

/** Nobody tries by itself any more to finalise or collect what this subscription still owes. */
export function stopCollecting(world: World, subscription: string): void {
  for (const invoice of world.invoices.all()) {
    if (invoice.subscription !== subscription || !['open', 'draft'].includes(invoice.status)) continue;
    invoice.nextPaymentAttempt = null;
    invoice.finalizesAt = null;
    invoice.autoAdvance = false;
  }
}
