import type { z } from 'zod';
import { deleteClock, finishAdvance, startAdvance } from '../billing/test-clocks.js';
import { newestFirst, pageOf } from '../http/list.js';
import { page, params, text, timestamp, unmodelled } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialiseTestClock } from '../serialise/test-clock.js';

const KEPT_SECONDS = 30 * 86_400;
/** Real milliseconds a clock is `advancing` at least, so that a client has to wait as it must at Stripe. */
const UNDER_WAY_MS = 20;

const createParams = params({
  frozen_time: timestamp(),
  name: text(300).optional(),
  ...unmodelled('customer'),
});
const advanceParams = params({ frozen_time: timestamp() });

export const testClockRoutes = [
  route('POST', '/v1/test_helpers/test_clocks', createParams, create),
  route('GET', '/v1/test_helpers/test_clocks', params(page), ({ world, input }) =>
    pageOf(newestFirst(world.testClocks.all()), input, '/v1/test_helpers/test_clocks', serialiseTestClock),
  ),
  route('GET', '/v1/test_helpers/test_clocks/:id', params({}), ({ world, id }) =>
    serialiseTestClock(world.testClocks.need(id)),
  ),
  route('POST', '/v1/test_helpers/test_clocks/:id/advance', advanceParams, advance),
  route('DELETE', '/v1/test_helpers/test_clocks/:id', params({}), ({ world, id }) => {
    deleteClock(world, world.testClocks.need(id));
    return { id, object: 'test_helpers.test_clock', deleted: true };
  }),
];

function create({ world, input }: Call<z.infer<typeof createParams>>): object {
  const base = world.born('clock_');
  const clock = world.testClocks.add({
    ...base,
    name: input.name ?? null,
    frozenTime: input.frozen_time,
    target: null,
    failed: false,
    deletesAfter: base.created + KEPT_SECONDS,
  });
  world.emit('test_helpers.test_clock.created', serialiseTestClock(clock));
  return serialiseTestClock(clock);
}

/** Answers `advancing`; should the process stop before the clock arrived, the next tick brings it there. */
function advance({ world, id, input }: Call<z.infer<typeof advanceParams>>): object {
  const clock = world.testClocks.need(id);
  startAdvance(world, clock, input.frozen_time);
  setTimeout(() => finishAdvance(world, clock), UNDER_WAY_MS).unref();
  return serialiseTestClock(clock);
}
