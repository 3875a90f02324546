import type { z } from 'zod';
import { badParameter } from '../http/errors.js';
import { inRange, newestFirst, pageOf } from '../http/list.js';
import { flag, list, page, params, range, text } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialiseEvent } from '../serialise/event.js';
import type { World } from '../state/world.js';

const KEPT_SECONDS = 30 * 86_400;

const listParams = params({
  ...page,
  created: range().optional(),
  delivery_success: flag().optional(),
  type: text().optional(),
  types: list(text(), 20).optional(),
});

export const eventRoutes = [
  route('GET', '/v1/events', listParams, listEvents),
  route('GET', '/v1/events/:id', params({}), ({ world, id }) => serialiseEvent(world.events.need(id))),
];

function listEvents({ world, input }: Call<z.infer<typeof listParams>>): object {
  if (input.type !== undefined && input.types !== undefined) {
    throw badParameter('You may only specify one of these parameters: type, types.', {
      code: 'parameters_exclusive',
      param: 'types',
    });
  }
  const wanted = [...(input.types ?? []), ...(input.type === undefined ? [] : [input.type])];
  const found = world.events
    .all()
    .filter(
      (it) =>
        (wanted.length === 0 || wanted.some((pattern) => fits(it.type, pattern))) &&
        (input.delivery_success === undefined || input.delivery_success === (it.pending === 0)) &&
        inRange(it.created, input.created),
    );
  return pageOf(newestFirst(found), input, '/v1/events', serialiseEvent);
}

/** Events can be read for thirty days. */
export function dropOldEvents(world: World, now: number): void {
  // The oldest come first, so this looks at little more than what it drops.
  for (const event of world.events.all()) {
    if (now - event.storedAt <= KEPT_SECONDS) return;
    world.events.remove(event.id);
  }
}

/** `invoice.*` and `*` are patterns; anything else is the exact type. */
export function fits(type: string, pattern: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
