import { badRequest } from '../http/errors.js';
import { liveCustomer } from '../serialise/customer.js';
import { serialiseTestClock } from '../serialise/test-clock.js';
import type { CustomerRecord, PriceRecord, TestClockRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { cancelNow } from './cancel.js';
import { runDue } from './due.js';
import { periodEnd } from './periods.js';
import { isFinal } from './subscription-status.js';

const YEAR: NonNullable<PriceRecord['recurring']> = { interval: 'year', intervalCount: 1 };
const MOST_INTERVALS = 2;
const MOST_CUSTOMERS = 3;

/** The customers who live on a clock. */
export function customersOf(world: World, clock: string): CustomerRecord[] {
  return world.customers.all().filter((it) => it.testClock === clock && !it.deleted);
}

/** A clock that a customer may be put on. */
export function clockWithRoom(world: World, id: string, param: string): TestClockRecord {
  const clock = world.testClocks.need(id, param);
  if (customersOf(world, id).length < MOST_CUSTOMERS) return clock;
  throw badRequest(`A test clock can have at most ${MOST_CUSTOMERS} customers.`, { param });
}

/** Sets a clock going; it arrives a moment later. */
export function startAdvance(world: World, clock: TestClockRecord, target: number): void {
  if (clock.target !== null) {
    throw badRequest('Test clock is already advancing; wait until its status is `ready`.', {
      code: 'test_clock_advancing',
    });
  }
  if (target <= clock.frozenTime) {
    throw badRequest('frozen_time must be after the current frozen time of the test clock.', {
      param: 'frozen_time',
    });
  }
  if (target > farthest(world, clock)) {
    throw badRequest(
      'frozen_time cannot be more than two intervals in the future from the shortest subscription in this test ' +
        'clock; without subscriptions, not more than two years.',
      { param: 'frozen_time' },
    );
  }
  clock.target = target;
  world.emit('test_helpers.test_clock.advancing', serialiseTestClock(clock));
}

/** Everything that falls due on the way, then the clock stands still again. */
export function finishAdvance(world: World, clock: TestClockRecord): void {
  if (clock.target === null || !world.testClocks.get(clock.id)) return;
  const { target } = clock;
  try {
    runDue(world, target, (customer) => world.clockOf(customer) === clock.id);
  } catch (error) {
    // Also reached from a timer, where throwing would end the process.
    clock.failed = true;
    process.stderr.write(`sandbox: test clock ${clock.id} failed: ${String(error)}\n`);
  }
  clock.frozenTime = target;
  clock.target = null;
  const type = clock.failed ? 'internal_failure' : 'ready';
  world.emit(`test_helpers.test_clock.${type}`, serialiseTestClock(clock));
}

/** Takes a clock away, its customers and their subscriptions with it. */
export function deleteClock(world: World, clock: TestClockRecord): void {
  world.at(clock.frozenTime, () => {
    for (const customer of customersOf(world, clock.id)) deleteCustomer(world, customer);
  });
  world.testClocks.remove(clock.id);
  world.emit('test_helpers.test_clock.deleted', serialiseTestClock(clock));
}

/** What needs no call: clocks on their way arrive, and clocks nobody deleted in time go. */
export function runTestClocks(world: World): void {
  for (const clock of world.testClocks.all()) {
    finishAdvance(world, clock);
    if (world.now() >= clock.deletesAfter) deleteClock(world, clock);
  }
}

/** Ends a customer: subscriptions stop, cards come off, `customer.deleted`. */
export function deleteCustomer(world: World, customer: CustomerRecord): void {
  for (const subscription of world.subscriptions.all()) {
    if (subscription.customer === customer.id && !isFinal(subscription)) cancelNow(world, subscription);
  }
  for (const method of world.paymentMethods.all()) {
    if (method.customer === customer.id) method.customer = null;
  }
  world.emit('customer.deleted', liveCustomer(customer));
  customer.deleted = true;
}

function farthest(world: World, clock: TestClockRecord): number {
  const owners = new Set(customersOf(world, clock.id).map((it) => it.id));
  const intervals = world.subscriptions
    .all()
    .filter((it) => owners.has(it.customer) && !isFinal(it))
    .flatMap((it) => it.items.map((item) => world.prices.get(item.price)?.recurring ?? YEAR));
  const ends = (intervals.length > 0 ? intervals : [YEAR]).map(({ interval, intervalCount }) =>
    periodEnd(
      clock.frozenTime,
      { interval, intervalCount: intervalCount * MOST_INTERVALS },
      clock.frozenTime,
    ),
  );
  return Math.min(...ends);
}
