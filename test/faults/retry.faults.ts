import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Fault } from './support/door.js';
import type { Kim } from './support/kim.js';
import { learnCalls, play, type Played, print } from './support/play.js';
import { STORIES } from './support/stories.js';
import { FaultWorld } from './support/world.js';

jest.setTimeout(600_000);

const BEFORE: readonly Fault[] = ['dropped before', '503 before'];
const AFTER: readonly Fault[] = ['dropped after', '408 after'];
/** `FAULT_KINDS=all`: every way at every call, in twice the time. */
const KINDS =
  process.env['FAULT_KINDS'] === 'all' ? [...BEFORE, ...AFTER].map((fault) => [fault]) : [BEFORE, AFTER];
/** Not everybody's story has the same calls: two jobs of one deletion may come in either order. */
const SPARE = 4;

describe('a fault at every call to Fly', () => {
  let world: FaultWorld;
  let calls: Map<string, string[]>;
  let kims: Kim[];
  const played: Played[] = [];

  beforeAll(async () => {
    world = await FaultWorld.open();
    calls = await learnCalls(world);
    const longest = Math.max(...[...calls.values()].map(({ length }) => length));
    kims = await world.customers(longest * KINDS.length + SPARE);
  });
  afterAll(async () => {
    print(played);
    await world?.close();
  });

  it.each(STORIES.map((story) => [story.title, story] as const))(
    '%s: before and after it has acted; the product tries again and ends it right',
    async (title, story) => {
      const names = calls.get(title) ?? [];
      expect(names.length).toBeGreaterThan(5);
      played.push(await play(world, story, names, KINDS, kims));
    },
  );
});
