import type { z } from 'zod';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { badParameter, badRequest, resourceMissing } from '../http/errors.js';
import { params } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { cancelNow } from '../billing/cancel.js';
import { changeItems, usablePrice, type Settlement } from '../billing/modify.js';
import { ownMethod } from '../billing/payment-methods.js';
import { endTrialNow } from '../billing/renewal.js';
import { startSubscription } from '../billing/subscribe.js';
import { changeSubscription, isFinal } from '../billing/subscription-status.js';
import { serialiseSubscription } from '../serialise/subscription.js';
import { mergeMetadata } from '../state/metadata.js';
import type { SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { live } from './customers.js';
import { cancelParams, createParams, listParams, updateParams } from './subscription-params.js';

const DAY = 86_400;
type Update = z.infer<typeof updateParams>;

export const subscriptionRoutes = [
  route('POST', '/v1/subscriptions', createParams, create),
  route('GET', '/v1/subscriptions', listParams, listSubscriptions),
  route('GET', '/v1/subscriptions/:id', params({}), ({ world, id }) =>
    serialiseSubscription(world.subscriptions.need(id), world),
  ),
  route('POST', '/v1/subscriptions/:id', updateParams, update),
  route('DELETE', '/v1/subscriptions/:id', cancelParams, cancel),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const customer = live(world, input.customer, 'customer');
  const items = input.items.map((item, index) => ({
    price: usablePrice(world, item.price, `items[${index}][price]`),
    quantity: item.quantity ?? 1,
    metadata: mergeMetadata({}, item.metadata),
  }));
  const method =
    input.default_payment_method === undefined
      ? null
      : ownMethod(world, input.default_payment_method, customer.id, 'default_payment_method').id;
  const days = input.trial_period_days ?? 0;
  const subscription = startSubscription(world, {
    customer: customer.id,
    items,
    defaultPaymentMethod: method,
    saveDefaultPaymentMethod: input.payment_settings?.save_default_payment_method ?? null,
    trialEnd: days > 0 ? world.now() + days * DAY : (input.trial_end ?? null),
    missingPaymentMethod: input.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
    metadata: mergeMetadata({}, input.metadata),
    description: input.description ?? null,
    billingMode: input.billing_mode?.type ?? 'flexible',
    behavior: input.payment_behavior ?? 'allow_incomplete',
    presence: 'absent',
  });
  scheduleEnd(world, subscription, input);
  return serialiseSubscription(subscription, world);
}

function update({ world, id, input }: Call<Update>): object {
  const subscription = world.subscriptions.need(id);
  const { expand: _expand, ...changes } = input;
  if (
    isFinal(subscription) &&
    Object.keys(changes).some((key) => !['metadata', 'cancellation_details'].includes(key))
  ) {
    throw badRequest('A canceled subscription can only update its cancellation_details and metadata.');
  }
  if (input.cancel_at_period_end !== undefined && input.cancel_at !== undefined) {
    throw badParameter('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', {
      code: 'parameters_exclusive',
      param: 'cancel_at',
    });
  }
  const method =
    input.default_payment_method === undefined
      ? undefined
      : ownMethod(world, input.default_payment_method, subscription.customer, 'default_payment_method').id;
  // The items first: they can be refused, and a refused call must leave the rest as it was.
  if (input.items) changeItems(world, subscription, input.items, settlementOf(world, subscription, input));
  changeSubscription(world, subscription, (it) => {
    it.metadata = mergeMetadata(it.metadata, input.metadata);
    if (input.description !== undefined) it.description = input.description;
    if (method !== undefined) it.defaultPaymentMethod = method;
    const save = input.payment_settings?.save_default_payment_method;
    if (save !== undefined) it.saveDefaultPaymentMethod = save;
    const onTrialEnd = input.trial_settings?.end_behavior.missing_payment_method;
    if (onTrialEnd !== undefined) it.missingPaymentMethod = onTrialEnd;
    applyEnd(world, it, input);
    const { comment, feedback } = input.cancellation_details ?? {};
    if (comment !== undefined) it.cancellation.comment = comment;
    if (feedback !== undefined) it.cancellation.feedback = feedback;
  });
  if (input.trial_end === 'now' && subscription.status === 'trialing') endTrialNow(world, subscription);
  return serialiseSubscription(subscription, world);
}

/** How the call wants its item changes settled. */
export function settlementOf(
  world: World,
  subscription: SubscriptionRecord,
  input: Pick<Update, 'proration_behavior' | 'proration_date' | 'payment_behavior'>,
): Settlement {
  const period = subscription.items[0];
  const date =
    input.proration_date ??
    Math.min(Math.max(world.now(), period?.periodStart ?? 0), period?.periodEnd ?? Infinity);
  if (period && (date < period.periodStart || date > period.periodEnd)) {
    throw badRequest('Cannot specify proration_date outside of current period for subscription.', {
      param: 'proration_date',
    });
  }
  return {
    proration: input.proration_behavior ?? 'create_prorations',
    prorationDate: date,
    behavior: input.payment_behavior ?? 'allow_incomplete',
  };
}

interface End {
  cancel_at_period_end?: boolean;
  cancel_at?: number | null;
}

function scheduleEnd(world: World, subscription: SubscriptionRecord, end: End): void {
  if (end.cancel_at_period_end !== true && end.cancel_at === undefined) return;
  changeSubscription(world, subscription, (it) => applyEnd(world, it, end));
}

/** Cancelling at the period's end, or at a given second; undoing either clears all traces. */
export function applyEnd(world: World, subscription: SubscriptionRecord, end: End): void {
  const { cancel_at_period_end: atPeriodEnd, cancel_at: at } = end;
  if (atPeriodEnd === undefined && at === undefined) return;
  if (typeof at === 'number' && at <= world.now()) {
    throw badRequest('The `cancel_at` date has to be in the future.', { param: 'cancel_at' });
  }
  const when = atPeriodEnd ? (subscription.items[0]?.periodEnd ?? null) : (at ?? null);
  subscription.cancelAtPeriodEnd = atPeriodEnd ?? false;
  subscription.cancelAt = when;
  subscription.canceledAt = when === null ? null : (subscription.canceledAt ?? world.now());
  subscription.cancellation =
    when === null
      ? { comment: null, feedback: null, reason: null }
      : { ...subscription.cancellation, reason: 'cancellation_requested' };
}

function cancel({ world, id, input }: Call<z.infer<typeof cancelParams>>): object {
  const subscription = world.subscriptions.need(id);
  // Stripe treats an ended subscription as gone for this call.
  if (isFinal(subscription)) {
    throw resourceMissing('subscription', id);
  }
  cancelNow(world, subscription, { ...input.cancellation_details, reason: 'cancellation_requested' });
  return serialiseSubscription(subscription, world);
}

function listSubscriptions({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.subscriptions.all().filter((it) => {
    const period = it.items[0];
    return (
      hasStatus(it, input.status) &&
      matches(it.customer, input.customer) &&
      matches('charge_automatically', input.collection_method) &&
      (input.price === undefined || it.items.some((item) => item.price === input.price)) &&
      inRange(it.created, input.created) &&
      inRange(period?.periodStart ?? 0, input.current_period_start) &&
      inRange(period?.periodEnd ?? 0, input.current_period_end)
    );
  });
  return pageOf(newestFirst(found), input, '/v1/subscriptions', (it) => serialiseSubscription(it, world));
}

/** Without a status Stripe lists everything that is not canceled. */
function hasStatus(subscription: SubscriptionRecord, wanted: string | undefined): boolean {
  if (wanted === 'all') return true;
  if (wanted === undefined) return subscription.status !== 'canceled';
  if (wanted === 'ended') return isFinal(subscription);
  return subscription.status === wanted;
}
