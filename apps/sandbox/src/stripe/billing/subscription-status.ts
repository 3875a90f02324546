import { serialiseSubscription } from '../serialise/subscription.js';
import { changeWithEvent } from '../state/change.js';
import type { SubscriptionRecord, SubscriptionShape, SubscriptionStatus } from '../state/records.js';
import type { World } from '../state/world.js';

/** Which status may follow which. The final ones have none. */
const NEXT: Record<SubscriptionStatus, readonly SubscriptionStatus[]> = {
  incomplete: ['active', 'trialing', 'incomplete_expired', 'canceled'],
  incomplete_expired: [],
  trialing: ['active', 'past_due', 'paused', 'canceled'],
  active: ['trialing', 'past_due', 'paused', 'canceled'],
  past_due: ['active', 'trialing', 'unpaid', 'canceled'],
  unpaid: ['active', 'canceled'],
  paused: ['active', 'canceled'],
  canceled: [],
};

/** Statuses in which a subscription renews. */
export const RENEWING: readonly SubscriptionStatus[] = ['trialing', 'active', 'past_due', 'unpaid'];

/** True once nothing but metadata and cancellation details can change. */
export function isFinal(subscription: SubscriptionRecord): boolean {
  return NEXT[subscription.status].length === 0;
}

/** The one place a subscription changes after its creation: checks the status step and emits the event. */
export function changeSubscription(
  world: World,
  subscription: SubscriptionRecord,
  change: (subscription: SubscriptionRecord) => void,
): void {
  const from = subscription.status;
  changeWithEvent(world, 'customer.subscription.updated', subscription, serialiseSubscription, (record) => {
    change(record);
    assertStep(from, record.status);
  });
}

/** Gives a subscription what a change of plan decided. One that ends with its period ends with the new one. */
export function applyShape(subscription: SubscriptionRecord, shape: SubscriptionShape): void {
  const { status, ...rest } = structuredClone(shape);
  Object.assign(subscription, rest);
  if (status !== null) subscription.status = status;
  if (status === 'trialing') subscription.trialWillEndSent = false;
  if (subscription.cancelAtPeriodEnd) subscription.cancelAt = subscription.items[0]?.periodEnd ?? null;
}

/** Ends a subscription: `customer.subscription.deleted` instead of `updated`. */
export function endSubscription(
  world: World,
  subscription: SubscriptionRecord,
  change: (subscription: SubscriptionRecord) => void,
): void {
  const from = subscription.status;
  change(subscription);
  subscription.status = 'canceled';
  assertStep(from, 'canceled');
  world.emit('customer.subscription.deleted', serialiseSubscription(subscription, world));
}

function assertStep(from: SubscriptionStatus, to: SubscriptionStatus): void {
  if (from !== to && !NEXT[from].includes(to)) {
    throw new Error(`A subscription cannot go from ${from} to ${to}.`);
  }
}
