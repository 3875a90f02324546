import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Fault } from './door.js';
import type { Kim } from './kim.js';
import { learnCalls, play, type Played, print } from './play.js';
import { STORIES } from './stories.js';
import { FaultWorld } from './world.js';

/** Not everybody's story has the same calls: two jobs of one deletion may come in either order. */
const SPARE = 4;

/** Tells every story with a fault of each kind at every call; the ways of a kind take turns. */
export function describeFaults(title: string, sentence: string, kinds: readonly (readonly Fault[])[]): void {
  jest.setTimeout(600_000);

  describe(title, () => {
    let world: FaultWorld;
    let calls: Map<string, string[]>;
    let kims: Kim[];
    const played: Played[] = [];

    beforeAll(async () => {
      world = await FaultWorld.open();
      calls = await learnCalls(world);
      const longest = Math.max(...[...calls.values()].map(({ length }) => length));
      kims = await world.customers(longest * kinds.length + SPARE);
    });
    afterAll(async () => {
      print(played);
      await world?.close();
    });

    it.each(STORIES.map((story) => [story.title, story] as const))(`%s: ${sentence}`, async (name, story) => {
      const names = calls.get(name) ?? [];
      expect(names.length).toBeGreaterThan(5);
      played.push(await play(world, story, names, kinds, kims));
    });
  });
}
