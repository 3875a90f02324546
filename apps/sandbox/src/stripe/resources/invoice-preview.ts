import type { z } from 'zod';
import { badParameter, badRequest, StripeError } from '../http/errors.js';
import {
  emptyable,
  flag,
  hash,
  integer,
  list,
  metadata,
  oneOf,
  params,
  text,
  timestamp,
  unmodelled,
} from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { usablePrice } from '../billing/items.js';
import { asPreview, nextInvoice, type Preview } from '../billing/preview.js';
import { isRunning } from '../billing/schedule-end.js';
import { turnPhase } from '../billing/schedule-phases.js';
import { rewritePhases } from '../billing/schedules.js';
import { startSubscription } from '../billing/subscribe.js';
import { cancelNow } from '../billing/cancel.js';
import { isFinal } from '../billing/subscription-status.js';
import { serialiseInvoice } from '../serialise/invoice.js';
import { mergeMetadata } from '../state/metadata.js';
import { newCustomer } from '../state/new-customer.js';
import { shadowOf } from '../state/shadow.js';
import type { InvoiceRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { live } from './customers.js';
import { addInvoiceItem } from './invoice-items.js';
import { applyEnd, changeOf, refuseManaged, reshapeAsked, toRedeem } from './subscription-changes.js';
import { phasesParam } from './subscription-schedule-params.js';
import { discountsParam, itemChanges, prorationBehavior } from './subscription-params.js';

const billingMode = hash({
  type: oneOf('classic', 'flexible'),
  flexible: hash({ proration_discounts: oneOf('included').optional() }).optional(),
});
const previewParams = params({
  automatic_tax: hash({ enabled: oneOf('false') }).optional(),
  currency: text().optional(),
  customer: text().optional(),
  discounts: discountsParam().optional(),
  invoice_items: list(
    hash({
      amount: integer().optional(),
      currency: text().optional(),
      description: text().optional(),
      discountable: flag().optional(),
      metadata: metadata().optional(),
      price: text().optional(),
      quantity: integer({ min: 0 }).optional(),
      unit_amount: integer().optional(),
      ...unmodelled('discounts', 'invoiceitem', 'period', 'price_data', 'tax_rates'),
    }),
    250,
  ).optional(),
  preview_mode: oneOf('next', 'recurring').optional(),
  schedule: text().optional(),
  schedule_details: hash({
    end_behavior: oneOf('cancel', 'release').optional(),
    phases: phasesParam().optional(),
    proration_behavior: prorationBehavior.optional(),
    ...unmodelled('billing_mode', 'pause_schedules'),
  }).optional(),
  subscription: text().optional(),
  subscription_details: hash({
    billing_cycle_anchor: hash({ type: oneOf('now', 'unchanged') }).optional(),
    billing_mode: billingMode.optional(),
    cancel_at: emptyable(timestamp()).optional(),
    cancel_at_period_end: flag().optional(),
    cancel_now: flag().optional(),
    items: itemChanges().optional(),
    metadata: metadata().optional(),
    proration_behavior: prorationBehavior.optional(),
    proration_date: timestamp().optional(),
    trial_end: oneOf('now').or(timestamp()).optional(),
    ...unmodelled('billing_schedules', 'default_tax_rates', 'pause', 'resume_at', 'start_date'),
  }).optional(),
  ...unmodelled('customer_account', 'customer_details', 'issuer', 'on_behalf_of'),
});
type Input = z.infer<typeof previewParams>;

export const invoicePreviewRoutes = [
  route('POST', '/v1/invoices/create_preview', previewParams, createPreview),
];

/** The invoice a call would make, found by making it in a copy of the world. */
function createPreview({ world, input }: Call<Input>): object {
  const subject = subjectOf(world, input);
  const shadow = shadowOf(world, subject.customer);
  return shadow.at(world.nowOf(subject.customer), () => {
    const invoice = preview(shadow, subject, input);
    return serialiseInvoice(asPreview(shadow, invoice), shadow);
  });
}

interface Subject {
  customer: string | null;
  subscription: string | null;
}

/** Whose invoice is asked for. */
function subjectOf(world: World, input: Input): Subject {
  if (input.schedule !== undefined && input.subscription !== undefined) {
    throw badParameter('You may only specify one of these parameters: schedule, subscription.', {
      code: 'parameters_exclusive',
      param: 'schedule',
    });
  }
  const schedule =
    input.schedule === undefined ? undefined : world.schedules.need(input.schedule, 'schedule');
  const id = schedule?.subscription ?? input.subscription;
  const subscription = id === undefined ? undefined : world.subscriptions.need(id, 'subscription');
  if (input.customer !== undefined) live(world, input.customer, 'customer');
  if (subscription && input.customer !== undefined && subscription.customer !== input.customer) {
    throw badRequest(`The subscription ${subscription.id} does not belong to customer ${input.customer}.`, {
      param: 'subscription',
    });
  }
  const customer = subscription?.customer ?? schedule?.customer ?? input.customer ?? null;
  if (customer === null && !input.subscription_details?.items) {
    throw badParameter('Missing required param: customer, subscription or schedule.', {
      code: 'parameter_missing',
      param: 'customer',
    });
  }
  return { customer, subscription: subscription?.id ?? onlySubscription(world, customer, input) };
}

/** With a customer alone it is about their subscription; with items for a new one it is about that. */
function onlySubscription(world: World, customer: string | null, input: Input): string | null {
  if (input.subscription_details?.items || input.schedule !== undefined) return null;
  const theirs = world.subscriptions.all().filter((it) => it.customer === customer && !isFinal(it));
  const [first] = theirs.sort((a, b) => (a.items[0]?.periodEnd ?? 0) - (b.items[0]?.periodEnd ?? 0));
  if (!first) throw noUpcoming(customer);
  return first.id;
}

function preview(shadow: World, subject: Subject, input: Input): InvoiceRecord {
  if (input.schedule !== undefined && subject.subscription === null) {
    return firstOfSchedule(shadow, input.schedule);
  }
  if (subject.subscription === null) return firstInvoice(shadow, subject.customer, input);
  const subscription = shadow.subscriptions.need(subject.subscription);
  if (isFinal(subscription)) throw noUpcoming(subscription.customer);
  const mode: Preview = input.preview_mode ?? 'next';
  for (const [index, item] of (input.invoice_items ?? []).entries()) {
    addInvoiceItem(shadow, { ...item, customer: subscription.customer }, `invoice_items[${index}]`);
  }
  const known = new Set(shadow.invoices.all().map((it) => it.id));
  change(shadow, subscription, input);
  const now = shadow.invoices.all().find((it) => !known.has(it.id));
  if (now && mode === 'next') return now;
  const next = nextInvoice(shadow, subscription, mode);
  if (!next) throw noUpcoming(subscription.customer);
  return next;
}

function change(shadow: World, subscription: SubscriptionRecord, input: Input): void {
  const details = input.subscription_details ?? {};
  const schedule = input.schedule === undefined ? undefined : shadow.schedules.get(input.schedule);
  if (schedule && input.schedule_details?.phases) {
    schedule.endBehavior = input.schedule_details.end_behavior ?? schedule.endBehavior;
    const proration = input.schedule_details.proration_behavior ?? 'create_prorations';
    rewritePhases(shadow, schedule, input.schedule_details.phases, proration);
  }
  refuseManaged(subscription, details);
  const { metadata: _metadata, ...changes } = details;
  const asked = changeOf(shadow, subscription, { ...changes, discounts: input.discounts });
  if (asked) {
    // Nothing is charged in a preview.
    reshapeAsked(shadow, subscription, asked, { ...details, payment_behavior: 'default_incomplete' });
  }
  applyEnd(shadow, subscription, details);
  if (details.cancel_now) {
    const prorate = details.proration_behavior !== 'none';
    cancelNow(shadow, subscription, {}, { prorate, invoiceNow: true });
  }
}

/** The invoice a schedule begins with when its time comes. */
function firstOfSchedule(shadow: World, id: string): InvoiceRecord {
  const schedule = shadow.schedules.need(id, 'schedule');
  if (!isRunning(schedule)) throw noUpcoming(schedule.customer);
  return shadow.at(schedule.phases[0]?.startDate ?? shadow.now(), () => {
    turnPhase(shadow, schedule);
    const subscription = shadow.subscriptions.need(schedule.subscription ?? '');
    return shadow.invoices.need(subscription.latestInvoice ?? '');
  });
}

/** The first invoice of a subscription that does not exist yet. */
function firstInvoice(shadow: World, customer: string | null, input: Input): InvoiceRecord {
  const details = input.subscription_details;
  const payer = customer ?? shadow.customers.add(newCustomer(shadow)).id;
  const items = (details?.items ?? []).map((item, index) => ({
    price: usablePrice(shadow, item.price ?? '', `subscription_details[items][${index}][price]`),
    quantity: item.quantity ?? 1,
    metadata: mergeMetadata({}, item.metadata),
  }));
  if (items.length === 0) throw noUpcoming(customer);
  const trial = details?.trial_end;
  const subscription = startSubscription(shadow, {
    customer: payer,
    items,
    defaultPaymentMethod: null,
    saveDefaultPaymentMethod: null,
    trialEnd: typeof trial === 'number' ? trial : null,
    missingPaymentMethod: 'create_invoice',
    metadata: {},
    description: null,
    billingMode: details?.billing_mode?.type ?? 'flexible',
    behavior: 'default_incomplete',
    presence: 'absent',
    discounts: (input.discounts ?? []).map(toRedeem),
  });
  return shadow.invoices.need(subscription.latestInvoice ?? '');
}

function noUpcoming(customer: string | null): Error {
  return new StripeError(404, {
    type: 'invalid_request_error',
    code: 'invoice_upcoming_none',
    message: `No upcoming invoices for customer: ${customer ?? 'none'}`,
  });
}
