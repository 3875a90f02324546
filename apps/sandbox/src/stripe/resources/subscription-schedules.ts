import type { z } from 'zod';
import { badParameter, badRequest } from '../http/errors.js';
import { inRange, matches, newestFirst, pageOf } from '../http/list.js';
import { params } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { cancelNow } from '../billing/cancel.js';
import { ownMethod } from '../billing/payment-methods.js';
import { adoptSchedule, blankSchedule, buildPhases, rewritePhases } from '../billing/schedules.js';
import { changeSchedule, followEnd, turnPhase } from '../billing/schedule-phases.js';
import { isRunning, releaseSchedule } from '../billing/schedule-end.js';
import { isFinal } from '../billing/subscription-status.js';
import { serialiseSchedule } from '../serialise/schedule.js';
import { mergeMetadata } from '../state/metadata.js';
import type { ScheduleRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { live } from './customers.js';
import {
  cancelParams,
  createParams,
  listParams,
  releaseParams,
  updateParams,
} from './subscription-schedule-params.js';

type Create = z.infer<typeof createParams>;

export const subscriptionScheduleRoutes = [
  route('POST', '/v1/subscription_schedules', createParams, ({ world, input }) =>
    serialiseSchedule(
      input.from_subscription === undefined ? begin(world, input) : adopt(world, input),
      world,
    ),
  ),
  route('GET', '/v1/subscription_schedules', listParams, listSchedules),
  route('GET', '/v1/subscription_schedules/:id', params({}), ({ world, id }) =>
    serialiseSchedule(world.schedules.need(id), world),
  ),
  route('POST', '/v1/subscription_schedules/:id', updateParams, update),
  route('POST', '/v1/subscription_schedules/:id/release', releaseParams, ({ world, id, input }) => {
    const schedule = running(world, id, 'release');
    releaseSchedule(world, schedule, input.preserve_cancel_date ?? false);
    return serialiseSchedule(schedule, world);
  }),
  route('POST', '/v1/subscription_schedules/:id/cancel', cancelParams, cancel),
];

/** A schedule around a subscription that runs already: one phase, the period it is in. */
function adopt(world: World, input: Create): ScheduleRecord {
  const { expand: _expand, from_subscription: from = '', metadata, ...others } = input;
  const extra = Object.keys(others)[0];
  if (extra !== undefined) {
    throw badParameter(
      `You cannot set \`${extra}\` if \`from_subscription\` is set. Create the schedule first, then update it.`,
      { param: extra },
    );
  }
  const subscription = world.subscriptions.need(from, 'from_subscription');
  if (isFinal(subscription)) {
    throw badRequest(
      `You cannot create a subscription schedule from a subscription that is ${subscription.status}.`,
      {
        param: 'from_subscription',
      },
    );
  }
  if (subscription.schedule !== null) {
    throw badRequest(
      `You cannot migrate a subscription that is already attached to a schedule: \`${subscription.schedule}\`.`,
      { param: 'from_subscription' },
    );
  }
  return adoptSchedule(world, subscription, mergeMetadata({}, metadata));
}

/** A schedule that starts a subscription of its own, now or later. */
function begin(world: World, input: Create): ScheduleRecord {
  if (input.customer === undefined || input.phases === undefined) {
    const param = input.customer === undefined ? 'customer' : 'phases';
    throw badParameter(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  const customer = live(world, input.customer, 'customer');
  const start = typeof input.start_date === 'number' ? input.start_date : world.now();
  const schedule = {
    ...blankSchedule(world, customer.id, mergeMetadata({}, input.metadata)),
    endBehavior: input.end_behavior ?? ('release' as const),
    billingMode: input.billing_mode?.type ?? ('flexible' as const),
    phases: buildPhases(world, input.phases, start),
    defaultPaymentMethod: methodOf(world, customer.id, input.default_settings),
  };
  world.schedules.add(schedule);
  world.emit('subscription_schedule.created', serialiseSchedule(schedule, world));
  if (start <= world.now()) {
    try {
      turnPhase(world, schedule);
    } catch (error) {
      // A refused first payment leaves no schedule behind.
      world.schedules.remove(schedule.id);
      throw error;
    }
  }
  return schedule;
}

function update({ world, id, input }: Call<z.infer<typeof updateParams>>): object {
  const schedule = running(world, id, 'update');
  const method = methodOf(world, schedule.customer, input.default_settings);
  if (input.phases) {
    if (input.end_behavior !== undefined) schedule.endBehavior = input.end_behavior;
    rewritePhases(world, schedule, input.phases, input.proration_behavior ?? 'create_prorations');
  }
  changeSchedule(world, schedule, (it) => {
    it.metadata = mergeMetadata(it.metadata, input.metadata);
    it.endBehavior = input.end_behavior ?? it.endBehavior;
    it.defaultPaymentMethod = method ?? it.defaultPaymentMethod;
  });
  followEnd(world, schedule);
  return serialiseSchedule(schedule, world);
}

function cancel({ world, id, input }: Call<z.infer<typeof cancelParams>>): object {
  const schedule = running(world, id, 'cancel');
  const subscription = world.subscriptions.get(schedule.subscription ?? '');
  if (subscription) {
    const bill = { prorate: input.prorate ?? true, invoiceNow: input.invoice_now ?? true };
    // Takes the schedule with it.
    cancelNow(world, subscription, { reason: 'cancellation_requested' }, bill);
  } else {
    schedule.status = 'canceled';
    schedule.canceledAt = world.now();
    world.emit('subscription_schedule.canceled', serialiseSchedule(schedule, world));
  }
  return serialiseSchedule(schedule, world);
}

function methodOf(
  world: World,
  customer: string,
  settings: { default_payment_method?: string } | undefined,
): string | null {
  const method = settings?.default_payment_method;
  const param = 'default_settings[default_payment_method]';
  return method === undefined ? null : ownMethod(world, method, customer, param).id;
}

function running(world: World, id: string, verb: string): ScheduleRecord {
  const schedule = world.schedules.need(id);
  if (isRunning(schedule)) return schedule;
  throw badRequest(
    `You cannot ${verb} a subscription schedule that is currently in the \`${schedule.status}\` status. It must be ` +
      'in one of these statuses: `not_started`, `active`.',
  );
}

function listSchedules({ world, input }: Call<z.infer<typeof listParams>>): object {
  const found = world.schedules
    .all()
    .filter(
      (it) =>
        matches(it.customer, input.customer) &&
        (input.scheduled === undefined || input.scheduled === (it.status === 'not_started')) &&
        inRange(it.created, input.created) &&
        inRange(it.canceledAt ?? 0, input.canceled_at) &&
        inRange(it.completedAt ?? 0, input.completed_at) &&
        inRange(it.releasedAt ?? 0, input.released_at),
    );
  return pageOf(newestFirst(found), input, '/v1/subscription_schedules', (it) =>
    serialiseSchedule(it, world),
  );
}
