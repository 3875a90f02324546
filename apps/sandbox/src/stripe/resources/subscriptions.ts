import type { z } from 'zod';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { badParameter, badRequest, resourceMissing } from '../http/errors.js';
import { params } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { cancelNow } from '../billing/cancel.js';
import { usablePrice } from '../billing/items.js';
import { ownMethod } from '../billing/payment-methods.js';
import { endDiscount } from '../billing/discounts.js';
import { pause, resume } from '../billing/pause.js';
import { startSubscription } from '../billing/subscribe.js';
import { changeSubscription, isFinal } from '../billing/subscription-status.js';
import { serialiseDiscount } from '../serialise/discount.js';
import { serialiseSubscription } from '../serialise/subscription.js';
import { mergeMetadata } from '../state/metadata.js';
import type { SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { live } from './customers.js';
import {
  applyEnd,
  changeOf,
  refuseManaged,
  refuseUnsupported,
  reshapeAsked,
  toRedeem,
  type End,
} from './subscription-changes.js';
import {
  cancelParams,
  createParams,
  listParams,
  pauseParams,
  resumeParams,
  updateParams,
} from './subscription-params.js';

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
  route('POST', '/v1/subscriptions/:id/pause', pauseParams, ({ world, id, input }) => {
    const subscription = world.subscriptions.need(id);
    pause(world, subscription, {
      creditFrom: input.bill_for?.unused_time_from?.type ?? 'now',
      invoiceNow: input.invoicing_behavior === 'invoice',
    });
    return serialiseSubscription(subscription, world);
  }),
  route('POST', '/v1/subscriptions/:id/resume', resumeParams, ({ world, id, input }) => {
    const subscription = world.subscriptions.need(id);
    resume(world, subscription, {
      anchor: input.billing_cycle_anchor?.type ?? 'now',
      onSuccessOnly: input.payment_behavior === 'resume_on_payment_success',
    });
    return serialiseSubscription(subscription, world);
  }),
  route('DELETE', '/v1/subscriptions/:id/discount', params({}), removeDiscounts),
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
    discounts: (input.discounts ?? []).map(toRedeem),
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
  refuseUnsupported(input);
  refuseManaged(subscription, input);
  const change = changeOf(world, subscription, input);
  if (change) reshapeAsked(world, subscription, change, input);
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
  return serialiseSubscription(subscription, world);
}

function scheduleEnd(world: World, subscription: SubscriptionRecord, end: End): void {
  if (end.cancel_at_period_end !== true && end.cancel_at === undefined) return;
  changeSubscription(world, subscription, (it) => applyEnd(world, it, end));
}

function cancel({ world, id, input }: Call<z.infer<typeof cancelParams>>): object {
  const subscription = world.subscriptions.need(id);
  // Stripe treats an ended subscription as gone for this call.
  if (isFinal(subscription)) {
    throw resourceMissing('subscription', id);
  }
  cancelNow(
    world,
    subscription,
    { ...input.cancellation_details, reason: 'cancellation_requested' },
    { prorate: input.prorate, invoiceNow: input.invoice_now },
  );
  return serialiseSubscription(subscription, world);
}

function removeDiscounts({ world, id }: Call<unknown>): object {
  const subscription = world.subscriptions.need(id);
  const last = subscription.discounts.map((it) => world.discounts.need(it)).at(-1);
  if (!last) throw resourceMissing('discount', id);
  changeSubscription(world, subscription, (it) => {
    for (const discount of [...it.discounts]) endDiscount(world, it, world.discounts.need(discount));
  });
  const { end: _end, ...deleted } = { ...serialiseDiscount(last), deleted: true as const };
  return deleted;
}

function listSubscriptions({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.subscriptions.all().filter((it) => {
    const period = it.items[0];
    return (
      hasStatus(it, input.status) &&
      matches(it.customer, input.customer) &&
      onClock(world, it, input) &&
      matches('charge_automatically', input.collection_method) &&
      (input.price === undefined || it.items.some((item) => item.price === input.price)) &&
      inRange(it.created, input.created) &&
      inRange(period?.periodStart ?? 0, input.current_period_start) &&
      inRange(period?.periodEnd ?? 0, input.current_period_end)
    );
  });
  return pageOf(newestFirst(found), input, '/v1/subscriptions', (it) => serialiseSubscription(it, world));
}

/** Those on a test clock are only listed with their clock or their customer. */
function onClock(
  world: World,
  subscription: SubscriptionRecord,
  { test_clock: wanted, customer }: z.infer<typeof listParams>,
): boolean {
  const clock = world.clockOf(subscription.customer);
  return wanted === undefined ? customer !== undefined || clock === null : clock === wanted;
}

/** Without a status Stripe lists everything that is not canceled. */
function hasStatus(subscription: SubscriptionRecord, wanted: string | undefined): boolean {
  if (wanted === 'all') return true;
  if (wanted === undefined) return subscription.status !== 'canceled';
  if (wanted === 'ended') return isFinal(subscription);
  return subscription.status === wanted;
}
