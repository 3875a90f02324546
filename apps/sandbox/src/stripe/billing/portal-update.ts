import { shadowOf } from '../state/shadow.js';
import type { PortalConfigurationRecord, PriceRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import type { ItemChange } from './items.js';
import { reshape, type Change, type Settlement } from './modify.js';
import type { Redeem } from './redeem.js';
import { discountsFrom } from './redeem.js';
import { adoptSchedule, phaseOf } from './schedules.js';
import { changeSchedule } from './schedule-phases.js';
import { releaseSchedule, scheduleOf } from './schedule-end.js';
import { addIntervals } from './periods.js';
import { recurringOf } from './items.js';

const MONTHS: Record<string, number> = { day: 1 / 30, week: 7 / 30, month: 1, year: 12 };

/** A change of plan the portal was asked for. */
export interface Switch {
  items: ItemChange[];
  discounts?: Redeem[];
}

/** The prices a customer may switch to. */
export function choices(
  world: World,
  configuration: PortalConfigurationRecord,
  subscription: SubscriptionRecord,
): PriceRecord[] {
  const update = configuration.features.subscription_update;
  if (!update.enabled || !update.default_allowed_updates.includes('price')) return [];
  return (update.products ?? [])
    .flatMap((it) => it.prices.map((id) => world.prices.get(id)))
    .filter((it) => it !== undefined)
    .filter((it) => it.active && it.id !== subscription.items[0]?.price);
}

/** True when the configuration lets such a change wait for the end of the period. */
export function waits(
  world: World,
  configuration: PortalConfigurationRecord,
  subscription: SubscriptionRecord,
  change: Switch,
): boolean {
  const { conditions } = configuration.features.subscription_update.schedule_at_period_end;
  return change.items.some((to) => {
    const from = subscription.items.find((it) => it.id === to.id);
    if (!from) return false;
    const [was, next] = [world.prices.need(from.price), world.prices.need(to.price ?? from.price)];
    const quantity = to.quantity ?? from.quantity;
    return conditions.some(({ type }) =>
      type === 'shortening_interval'
        ? monthsOf(next) < monthsOf(was)
        : next.unitAmount * quantity < was.unitAmount * from.quantity && monthsOf(next) === monthsOf(was),
    );
  });
}

function monthsOf(price: PriceRecord): number {
  return (MONTHS[price.recurring?.interval ?? 'month'] ?? 1) * (price.recurring?.intervalCount ?? 1);
}

/** Switches now, or at the end of the period where the configuration says so. Throws the card's error. */
export function switchPlan(
  world: World,
  configuration: PortalConfigurationRecord,
  subscription: SubscriptionRecord,
  change: Switch,
): void {
  const schedule = scheduleOf(world, subscription);
  if (schedule) releaseSchedule(world, schedule);
  if (waits(world, configuration, subscription, change)) switchLater(world, subscription, change);
  else switchNow(world, configuration, subscription, change, 'error_if_incomplete');
}

/** What a switch asks of the card today, found in a copy of the world. */
export function dueToday(
  world: World,
  configuration: PortalConfigurationRecord,
  subscription: SubscriptionRecord,
  change: Switch,
): number {
  if (waits(world, configuration, subscription, change)) return 0;
  const shadow = shadowOf(world, subscription.customer);
  return shadow.at(world.now(), () => {
    const theirs = shadow.subscriptions.need(subscription.id);
    const before = theirs.latestInvoice;
    switchNow(shadow, configuration, theirs, change, 'default_incomplete');
    const made =
      theirs.latestInvoice === before ? undefined : shadow.invoices.get(theirs.latestInvoice ?? '');
    return made?.amountDue ?? 0;
  });
}

function switchNow(
  world: World,
  configuration: PortalConfigurationRecord,
  subscription: SubscriptionRecord,
  { items, discounts }: Switch,
  behavior: Settlement['behavior'],
): void {
  const feature = configuration.features.subscription_update;
  const endsTrial = subscription.status === 'trialing' && feature.trial_update_behavior === 'end_trial';
  const change: Change = {
    items,
    ...(feature.billing_cycle_anchor === 'now' && subscription.status !== 'trialing'
      ? { anchor: 'now' }
      : {}),
    ...(endsTrial ? { trialEnd: 'now' } : {}),
    ...(discounts ? { discounts: discountsFrom(world, subscription, discounts, 'discounts') } : {}),
  };
  const proration = feature.proration_behavior as Settlement['proration'];
  reshape(world, subscription, change, { proration, prorationDate: world.now(), behavior });
}

function switchLater(world: World, subscription: SubscriptionRecord, { items }: Switch): void {
  const now = phaseOf(subscription, subscription.items[0]?.periodStart ?? world.now());
  const wanted = subscription.items.map((item) => {
    const to = items.find((it) => it.id === item.id);
    return {
      price: to?.price ?? item.price,
      quantity: to?.quantity ?? item.quantity,
      metadata: item.metadata,
    };
  });
  const { interval, intervalCount } = recurringOf(world, wanted);
  const next = {
    ...now,
    items: wanted,
    startDate: now.endDate,
    endDate: addIntervals(now.endDate, interval, intervalCount),
    trialEnd: null,
  };
  const schedule = adoptSchedule(world, subscription, {});
  changeSchedule(world, schedule, (it) => {
    it.phases = [now, next];
    it.endBehavior = 'release';
  });
}
