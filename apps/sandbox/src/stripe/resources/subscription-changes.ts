import { badParameter, badRequest } from '../http/errors.js';
import type { ItemChange } from '../billing/items.js';
import { reshape, type Change, type Settlement } from '../billing/modify.js';
import { discountsFrom, type Redeem } from '../billing/redeem.js';
import { changeSchedule } from '../billing/schedule-phases.js';
import { isRunning, scheduleOf } from '../billing/schedule-end.js';
import type { SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';

/** What an update and a preview have in common. */
export interface ChangeInput {
  items?: readonly ItemChange[];
  billing_cycle_anchor?: { type: 'now' | 'unchanged' };
  trial_end?: number | 'now';
  discounts?: readonly DiscountInput[] | null;
}

/** One entry of `discounts`. */
export interface DiscountInput {
  coupon?: string;
  discount?: string;
  promotion_code?: string;
}

/** How a call wants its changes settled. */
export interface SettlementInput {
  proration_behavior?: Settlement['proration'];
  proration_date?: number;
  payment_behavior?: Settlement['behavior'];
}

export interface End {
  cancel_at_period_end?: boolean;
  cancel_at?: number | null;
}

export function toRedeem(entry: DiscountInput): Redeem {
  return { coupon: entry.coupon, promotionCode: entry.promotion_code, discount: entry.discount };
}

/** The part of a call that may change what is billed; undefined when nothing of it does. */
export function changeOf(
  world: World,
  subscription: SubscriptionRecord,
  input: ChangeInput,
): Change | undefined {
  const { items, billing_cycle_anchor: anchor, trial_end: trialEnd, discounts } = input;
  const endsTrial = trialEnd !== 'now' || subscription.status === 'trialing';
  if (typeof trialEnd === 'number' && trialEnd <= world.now()) {
    throw badRequest('Invalid timestamp: must be an integer Unix timestamp in the future.', {
      param: 'trial_end',
    });
  }
  const change: Change = {
    ...(items ? { items } : {}),
    ...(anchor ? { anchor: anchor.type } : {}),
    ...(trialEnd !== undefined && endsTrial ? { trialEnd } : {}),
    ...(discounts === undefined
      ? {}
      : { discounts: discountsFrom(world, subscription, (discounts ?? []).map(toRedeem), 'discounts') }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

/** Makes a change as the call wants it settled; a schedule takes it over into its current phase. */
export function reshapeAsked(
  world: World,
  subscription: SubscriptionRecord,
  change: Change,
  input: SettlementInput,
): void {
  reshape(world, subscription, change, settlementOf(world, subscription, input));
  const schedule = scheduleOf(world, subscription);
  if (!schedule || !isRunning(schedule)) return;
  changeSchedule(world, schedule, (it) => {
    const phase = it.phases[it.current];
    if (!phase) return;
    phase.items = subscription.items.map(({ price, quantity, metadata }) => ({ price, quantity, metadata }));
    phase.discounts = subscription.discounts.map((discount) => ({ discount }));
  });
}

/** How the call wants its changes settled. */
export function settlementOf(
  world: World,
  subscription: SubscriptionRecord,
  input: SettlementInput,
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

/** What may come along with `pending_if_incomplete`. */
const PENDING_SUPPORTED = [
  'expand',
  'payment_behavior',
  'proration_behavior',
  'proration_date',
  'billing_cycle_anchor',
  'items',
  'trial_end',
  'off_session',
];

/** Stripe takes only some parameters for an update that may have to wait. */
export function refuseUnsupported(input: { payment_behavior?: string }): void {
  if (input.payment_behavior !== 'pending_if_incomplete') return;
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const wrong = given.map(([name]) => name).filter((name) => !PENDING_SUPPORTED.includes(name));
  if (wrong.length === 0) return;
  throw badParameter(
    'When `payment_behavior` is set to `pending_if_incomplete`, you can only pass supported params. ' +
      `${wrong.map((name) => `\`${name}\``).join(', ')} ${wrong.length > 1 ? 'are' : 'is'} not supported. See ` +
      'https://stripe.com/docs/billing/subscriptions/pending-updates-reference#supported-attributes for more details.',
    { param: wrong[0] },
  );
}

/** Only the schedule decides when a subscription ends that it manages. */
export function refuseManaged(subscription: SubscriptionRecord, input: End): void {
  if (subscription.schedule === null) return;
  if (input.cancel_at_period_end === undefined && input.cancel_at === undefined) return;
  throw badRequest(
    `The subscription is managed by the subscription schedule \`${subscription.schedule}\`, and updating any ` +
      'cancelation behavior directly is not allowed. Please update the schedule instead.',
    { param: input.cancel_at === undefined ? 'cancel_at_period_end' : 'cancel_at' },
  );
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
