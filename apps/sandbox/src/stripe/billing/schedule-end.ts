import { serialiseSchedule } from '../serialise/schedule.js';
import type { ScheduleRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { changeSubscription, isFinal } from './subscription-status.js';

/** True while a schedule still decides what its subscription becomes. */
export function isRunning(schedule: ScheduleRecord): boolean {
  return schedule.status === 'active' || schedule.status === 'not_started';
}

/** The running schedule of a subscription. */
export function scheduleOf(world: World, subscription: SubscriptionRecord): ScheduleRecord | undefined {
  return subscription.schedule === null ? undefined : world.schedules.get(subscription.schedule);
}

/** The subscription goes on by itself. A cancellation the schedule had set goes with it unless it is kept. */
export function releaseSchedule(world: World, schedule: ScheduleRecord, keepCancellation = false): void {
  const subscription = world.subscriptions.get(schedule.subscription ?? '');
  schedule.status = 'released';
  schedule.releasedAt = world.now();
  schedule.releasedSubscription = schedule.subscription;
  schedule.subscription = null;
  schedule.current = -1;
  world.emit('subscription_schedule.released', serialiseSchedule(schedule, world));
  if (!subscription || isFinal(subscription)) return;
  changeSubscription(world, subscription, (it) => {
    it.schedule = null;
    if (!keepCancellation && schedule.endBehavior === 'cancel') {
      it.cancelAt = null;
      it.canceledAt = null;
    }
  });
}

/** The subscription ended: its schedule ends with it. */
export function endSchedule(world: World, subscription: SubscriptionRecord): void {
  const schedule = scheduleOf(world, subscription);
  if (!schedule || !isRunning(schedule)) return;
  const done = schedule.endBehavior === 'cancel' && (schedule.phases.at(-1)?.endDate ?? 0) <= world.now();
  schedule.status = done ? 'completed' : 'canceled';
  if (done) schedule.completedAt = world.now();
  else schedule.canceledAt = world.now();
  schedule.current = -1;
  world.emit(
    done ? 'subscription_schedule.completed' : 'subscription_schedule.canceled',
    serialiseSchedule(schedule, world),
  );
}
