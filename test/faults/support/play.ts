import { expect } from '@jest/globals';
import type { Case, Fault } from './door.js';
import type { Kim } from './kim.js';
import { STORIES, type Story } from './stories.js';
import type { FaultWorld } from './world.js';

export interface Played {
  story: string;
  calls: number;
  cases: number;
  kills: number;
  seconds: number;
}

/** Asked again until the agent has started, so how often is chance: the first time stands for all. */
const POLLED = /\/(startupz|wait) #(?!1$)/;

/** The calls of each story, from a customer to whom nothing happens. */
export async function learnCalls(world: FaultWorld): Promise<Map<string, string[]>> {
  const kims = await world.customers(1);
  const calls = new Map<string, string[]>();
  for (const story of STORIES) {
    world.door.newStory([]);
    await tell(world, story, kims);
    const [app] = kims;
    calls.set(
      story.title,
      world.door.callsOf(app?.appName ?? '').filter((call) => !POLLED.test(call)),
    );
    await story.expectRight(world, kims);
  }
  return calls;
}

/** The cases of a story: each call goes wrong in one way of each of these kinds, and the ways take turns. */
export function casesOf(calls: readonly string[], kinds: readonly (readonly Fault[])[]): Case[] {
  return kinds.flatMap((ways) =>
    calls.flatMap((call, index): Case[] => {
      const fault = ways[index % ways.length];
      return fault ? [{ call, fault, app: null, struck: false }] : [];
    }),
  );
}

/** Each case happens to one customer. Everybody ends well. */
export async function play(
  world: FaultWorld,
  story: Story,
  calls: readonly string[],
  kinds: readonly (readonly Fault[])[],
  everybody: readonly Kim[],
): Promise<Played> {
  const cases = casesOf(calls, kinds);
  expect(everybody.length).toBeGreaterThanOrEqual(cases.length);
  const { kills: killsBefore } = world;
  const startedAt = Date.now();
  world.door.newStory(cases);
  await tell(world, story, everybody);
  const missed = cases.filter(({ struck }) => !struck).map(({ call, fault }) => `${call} ${fault}`);
  expect({ story: story.title, missed }).toEqual({ story: story.title, missed: [] });
  await story.expectRight(world, everybody);
  expect(await world.book.deadJobs()).toEqual([]);
  const left = await world.atFly();
  expect(await world.compare(left.apps.length)).toEqual({ findings: [], orphans: 0, cents: 0 });
  return {
    story: story.title,
    calls: calls.length,
    cases: cases.length,
    kills: world.kills - killsBefore,
    seconds: (Date.now() - startedAt) / 1000,
  };
}

async function tell(world: FaultWorld, story: Story, kims: readonly Kim[]): Promise<void> {
  for (const chapter of story.chapters) {
    const told: { ended: boolean; error?: unknown } = { ended: false };
    // Beside the watch: a process may be ended while customers are still asking.
    const beginning = chapter.begin(world, kims).then(
      () => (told.ended = true),
      (error: unknown) => Object.assign(told, { ended: true, error }),
    );
    await world.until(async () => {
      if (told.error) throw told.error as Error;
      if (!told.ended) return false;
      return chapter.reached(world, kims);
    }, story.title);
    await beginning;
    const standings = await world.book.standings();
    for (const kim of kims) kim.appName = standings.get(kim.id)?.appName ?? kim.appName;
  }
}

export function print(played: readonly Played[]): void {
  const sum = (of: (one: Played) => number) => played.reduce((total, one) => total + of(one), 0);
  const row = (...cells: (string | number)[]) =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(14) : String(cell).padStart(8))).join('');
  const lines = [
    row('story', 'calls', 'cases', 'kills', 'seconds'),
    ...played.map(({ story, calls, cases, kills, seconds }) =>
      row(story, calls, cases, kills, seconds.toFixed(1)),
    ),
    row(
      'all',
      sum(({ calls }) => calls),
      sum(({ cases }) => cases),
      sum(({ kills }) => kills),
      sum(({ seconds }) => seconds).toFixed(1),
    ),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
