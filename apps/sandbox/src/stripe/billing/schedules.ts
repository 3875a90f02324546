import { badRequest } from '../http/errors.js';
import { serialiseSchedule } from '../serialise/schedule.js';
import { mergeMetadata } from '../state/metadata.js';
import type {
  Interval,
  Metadata,
  SchedulePhaseRecord,
  ScheduleRecord,
  SubscriptionRecord,
} from '../state/records.js';
import type { World } from '../state/world.js';
import { mustShareInterval, recurringOf, usablePrice } from './items.js';
import { addIntervals } from './periods.js';
import type { ProrationBehavior } from './modify.js';
import { changeSubscription } from './subscription-status.js';
import { applyPhase, changeSchedule, followEnd, turnPhase } from './schedule-phases.js';

type Time = number | 'now';

/** A phase as a call describes it. */
export interface PhaseInput {
  start_date?: Time;
  end_date?: Time;
  duration?: { interval: Interval; interval_count?: number };
  items: { price: string; quantity?: number; metadata?: Record<string, string> | null }[];
  discounts?: { coupon?: string; discount?: string; promotion_code?: string }[] | null;
  trial?: boolean;
  trial_end?: Time;
  proration_behavior?: ProrationBehavior;
  billing_cycle_anchor?: 'automatic' | 'phase_start';
  default_payment_method?: string;
  description?: string | null;
  metadata?: Record<string, string> | null;
}

/** Phases one after the other, from `start` on. */
export function buildPhases(
  world: World,
  inputs: readonly PhaseInput[],
  start: number,
): SchedulePhaseRecord[] {
  const phases: SchedulePhaseRecord[] = [];
  inputs.forEach((input, index) => {
    const param = `phases[${index}]`;
    const from = phases.at(-1)?.endDate ?? start;
    const asked = at(world, input.start_date) ?? from;
    if (index > 0 && asked !== from) {
      throw badRequest('Phases must be contiguous: each begins when the one before it ends.', {
        param: `${param}[start_date]`,
      });
    }
    const phase = buildPhase(world, input, asked, param);
    if (phase.endDate <= phase.startDate) {
      throw badRequest('The end date of a phase must be after its start date.', {
        param: `${param}[end_date]`,
      });
    }
    phases.push(phase);
  });
  return phases;
}

function buildPhase(world: World, input: PhaseInput, startDate: number, param: string): SchedulePhaseRecord {
  const items = input.items.map((item, index) => ({
    price: usablePrice(world, item.price, `${param}[items][${index}][price]`),
    quantity: item.quantity ?? 1,
    metadata: mergeMetadata({}, item.metadata),
  }));
  mustShareInterval(world, items);
  if (input.end_date !== undefined && input.duration !== undefined) {
    throw badRequest('You may only specify one of these parameters: end_date, duration.', {
      code: 'parameters_exclusive',
      param: `${param}[duration]`,
    });
  }
  const { interval, intervalCount } = recurringOf(world, items);
  const length = input.duration ?? { interval, interval_count: intervalCount };
  const endDate =
    at(world, input.end_date) ?? addIntervals(startDate, length.interval, length.interval_count ?? 1);
  return {
    startDate,
    endDate,
    items,
    discounts: (input.discounts ?? []).map((it) => ({
      ...(it.coupon === undefined ? {} : { coupon: it.coupon }),
      ...(it.discount === undefined ? {} : { discount: it.discount }),
      ...(it.promotion_code === undefined ? {} : { promotionCode: it.promotion_code }),
    })),
    trialEnd: input.trial ? endDate : (at(world, input.trial_end) ?? null),
    prorationBehavior: input.proration_behavior ?? 'create_prorations',
    billingCycleAnchor: input.billing_cycle_anchor ?? null,
    defaultPaymentMethod: input.default_payment_method ?? null,
    description: input.description ?? null,
    metadata: mergeMetadata({}, input.metadata),
  };
}

/** The phase a running subscription is in: its period, its items, its discounts. */
export function phaseOf(subscription: SubscriptionRecord, start: number): SchedulePhaseRecord {
  return {
    startDate: start,
    endDate: subscription.items[0]?.periodEnd ?? start,
    items: subscription.items.map(({ price, quantity, metadata }) => ({ price, quantity, metadata })),
    discounts: subscription.discounts.map((discount) => ({ discount })),
    trialEnd: subscription.status === 'trialing' ? subscription.trialEnd : null,
    prorationBehavior: 'create_prorations',
    billingCycleAnchor: null,
    defaultPaymentMethod: subscription.defaultPaymentMethod,
    description: subscription.description,
    metadata: {},
  };
}

/** A schedule around a subscription that runs already: one phase, the period it is in. */
export function adoptSchedule(
  world: World,
  subscription: SubscriptionRecord,
  metadata: Metadata,
): ScheduleRecord {
  const schedule = world.schedules.add({
    ...blankSchedule(world, subscription.customer, metadata),
    subscription: subscription.id,
    status: 'active',
    current: 0,
    endBehavior: subscription.cancelAt === null ? 'release' : 'cancel',
    billingMode: subscription.billingMode,
    phases: [phaseOf(subscription, subscription.items[0]?.periodStart ?? world.now())],
  });
  world.emit('subscription_schedule.created', serialiseSchedule(schedule, world));
  changeSubscription(world, subscription, (it) => {
    it.schedule = schedule.id;
  });
  return schedule;
}

/** A schedule with nothing in it, not yet added. */
export function blankSchedule(world: World, customer: string, metadata: Metadata): ScheduleRecord {
  return {
    ...world.born('sub_sched_'),
    customer,
    subscription: null,
    status: 'not_started',
    endBehavior: 'release',
    phases: [],
    current: -1,
    billingMode: 'flexible',
    defaultPaymentMethod: null,
    metadata,
    canceledAt: null,
    completedAt: null,
    releasedAt: null,
    releasedSubscription: null,
  };
}

/** Replaces the phases of a schedule. What changes about the current one happens now. */
export function rewritePhases(
  world: World,
  schedule: ScheduleRecord,
  inputs: readonly PhaseInput[],
  proration: ProrationBehavior,
): void {
  const now = world.now();
  const current = schedule.phases[schedule.current];
  const phases = buildPhases(world, inputs, current?.startDate ?? schedule.phases[0]?.startDate ?? now);
  if (!current) {
    changeSchedule(world, schedule, (it) => {
      it.phases = phases;
    });
    return;
  }
  const at = phases.findIndex((it) => it.startDate === current.startDate);
  if (at < 0) {
    throw badRequest('You can not modify the start date of the current phase.', {
      param: 'phases[0][start_date]',
    });
  }
  const phase = phases[at];
  if (phase && phase.endDate < now) {
    throw badRequest('The end date of the current phase must not be in the past.', {
      param: `phases[${at}][end_date]`,
    });
  }
  const past = schedule.phases.slice(0, schedule.current);
  changeSchedule(world, schedule, (it) => {
    it.phases = [...past, ...phases.slice(at)];
  });
  const subscription = world.subscriptions.get(schedule.subscription ?? '');
  if (phase && subscription) applyPhase(world, subscription, phase, proration);
  // `end_date: now` lets the next phase begin at once.
  if (phase && phase.endDate <= now) turnPhase(world, schedule);
  followEnd(world, schedule);
}

function at(world: World, time: Time | undefined): number | undefined {
  return time === 'now' ? world.now() : time;
}
