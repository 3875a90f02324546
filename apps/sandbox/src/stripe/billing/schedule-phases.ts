import { serialiseSchedule } from '../serialise/schedule.js';
import { changeWithEvent } from '../state/change.js';
import { mergeMetadata } from '../state/metadata.js';
import type { ScheduleRecord, SchedulePhaseRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { cancelNow } from './cancel.js';
import type { ItemChange } from './items.js';
import { sameInterval } from './items.js';
import { reshape, type ProrationBehavior } from './modify.js';
import { discountsFrom } from './redeem.js';
import { releaseSchedule } from './schedule-end.js';
import { startSubscription } from './subscribe.js';
import { changeSubscription, isFinal } from './subscription-status.js';

/** A phase ended (or the first one begins): the next takes over, or the schedule ends. */
export function turnPhase(world: World, schedule: ScheduleRecord): void {
  const next = schedule.phases[schedule.current + 1];
  if (!next) {
    endPhases(world, schedule);
    return;
  }
  const subscription = world.subscriptions.get(schedule.subscription ?? '');
  changeSchedule(world, schedule, (it) => {
    it.current += 1;
    it.status = 'active';
  });
  if (!subscription) begin(world, schedule, next);
  else if (!isFinal(subscription)) enterPhase(world, subscription, next);
}

/** The one place a schedule changes while it runs. */
export function changeSchedule(
  world: World,
  schedule: ScheduleRecord,
  change: (schedule: ScheduleRecord) => void,
): void {
  changeWithEvent(world, 'subscription_schedule.updated', schedule, serialiseSchedule, change);
}

function endPhases(world: World, schedule: ScheduleRecord): void {
  if (schedule.endBehavior === 'release') {
    releaseSchedule(world, schedule);
    return;
  }
  const subscription = world.subscriptions.get(schedule.subscription ?? '');
  // Ends the schedule as well.
  if (subscription && !isFinal(subscription)) cancelNow(world, subscription, {}, { invoiceNow: true });
}

function begin(world: World, schedule: ScheduleRecord, phase: SchedulePhaseRecord): void {
  const subscription = startSubscription(world, {
    customer: schedule.customer,
    items: phase.items,
    defaultPaymentMethod: phase.defaultPaymentMethod ?? schedule.defaultPaymentMethod,
    saveDefaultPaymentMethod: null,
    trialEnd: phase.trialEnd,
    missingPaymentMethod: 'create_invoice',
    metadata: phase.metadata,
    description: phase.description,
    billingMode: schedule.billingMode,
    behavior: 'allow_incomplete',
    presence: 'absent',
    discounts: phase.discounts,
    schedule: schedule.id,
  });
  schedule.subscription = subscription.id;
  followEnd(world, schedule);
}

/** At the boundary of a period the renewal bills the new phase; in the middle of one it is prorated. */
function enterPhase(world: World, subscription: SubscriptionRecord, phase: SchedulePhaseRecord): void {
  const now = world.now();
  const atBoundary = subscription.items[0]?.periodEnd === now;
  const resets =
    phase.billingCycleAnchor === 'phase_start' || !sameInterval(world, subscription.items, phase.items);
  changeSubscription(world, subscription, (it) => {
    it.metadata = mergeMetadata(it.metadata, phase.metadata);
    it.description = phase.description ?? it.description;
    it.defaultPaymentMethod = phase.defaultPaymentMethod ?? it.defaultPaymentMethod;
    // The renewal that follows counts its period from here.
    if (atBoundary && resets) it.billingCycleAnchor = now;
  });
  applyPhase(world, subscription, phase, atBoundary ? 'none' : phase.prorationBehavior, atBoundary, resets);
}

/** Gives a subscription the items, discounts and trial of a phase. */
export function applyPhase(
  world: World,
  subscription: SubscriptionRecord,
  phase: SchedulePhaseRecord,
  proration: ProrationBehavior,
  atBoundary = false,
  resets = false,
): void {
  const trial =
    phase.trialEnd !== null && phase.trialEnd > world.now() && phase.trialEnd !== subscription.trialEnd;
  reshape(
    world,
    subscription,
    {
      items: toItems(subscription, phase.items),
      discounts: discountsFrom(world, subscription, phase.discounts, 'phases'),
      ...(trial && phase.trialEnd !== null ? { trialEnd: phase.trialEnd } : {}),
      ...(resets && !atBoundary ? { anchor: 'now' as const } : {}),
      sameDates: atBoundary,
    },
    { proration, prorationDate: world.now(), behavior: 'allow_incomplete' },
  );
}

/** The items of a phase as changes: an item keeps its id when its price stays, else the first free one is reused. */
export function toItems(
  subscription: SubscriptionRecord,
  wanted: SchedulePhaseRecord['items'],
): ItemChange[] {
  const kept = new Map(subscription.items.map((item) => [item.price, item.id]));
  const free = subscription.items
    .filter((item) => !wanted.some((it) => it.price === item.price))
    .map((item) => item.id);
  const changes = wanted.map((it) => ({ ...it, id: kept.get(it.price) ?? free.shift() }));
  return [...free.map((id) => ({ id, deleted: true })), ...changes];
}

/** A schedule that cancels at its end shows that on its subscription. */
export function followEnd(world: World, schedule: ScheduleRecord): void {
  const subscription = world.subscriptions.get(schedule.subscription ?? '');
  if (!subscription || isFinal(subscription)) return;
  const end = schedule.endBehavior === 'cancel' ? (schedule.phases.at(-1)?.endDate ?? null) : null;
  if (subscription.cancelAt === end) return;
  changeSubscription(world, subscription, (it) => {
    it.cancelAt = end;
    it.cancelAtPeriodEnd = false;
    it.canceledAt = end === null ? null : (it.canceledAt ?? world.now());
    it.cancellation.reason = end === null ? null : 'cancellation_requested';
  });
}
