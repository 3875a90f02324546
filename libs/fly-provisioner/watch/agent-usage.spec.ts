import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';
import { openWatchBench, refusalLine, type WatchBench } from '../testing/watch-bench.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
let bench: WatchBench;
let userId: string;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());
beforeEach(async () => {
  world = new ProvisioningWorld(database, await newCustomer(database));
  bench = openWatchBench(world);
  ({ userId } = world.customer);
});

async function ready(): Promise<void> {
  await world.provisioner.request(userId);
  await world.work();
  bench.calls.length = 0;
}
const health = async () => bench.usage.health(userId, await world.live.view(userId));

describe('what an agent has used', () => {
  it('is nothing without an agent, and nobody is asked', async () => {
    expect(await bench.usage.usage(userId)).toEqual({ usage: null, asOf: null });
    expect(bench.calls).toEqual([]);
  });

  it('is asked of an agent that is always awake, once a minute', async () => {
    await ready();
    bench.agent.tokens = 1234;
    const { usage, asOf } = await bench.usage.usage(userId);
    expect(usage).toMatchObject({ totalTokens: 1234, inputTokens: 1234, costCents: 123, days: 30 });
    expect(asOf).toEqual(world.clock.now());
    await bench.usage.usage(userId);
    expect(bench.calls).toEqual(['cost']);
    world.clock.advance({ minutes: 1 });
    bench.agent.fails = 'unavailable';
    expect((await bench.usage.usage(userId)).usage?.totalTokens).toBe(1234);
    expect(bench.calls).toEqual(['cost', 'cost']);
  });

  it.each([
    ['starter', 'started'],
    ['starter', 'stopped'],
    ['pro', 'stopped'],
  ] as const)('is what was seen last for one on %s that is %s', async (plan, state) => {
    world.customer.plan = plan;
    await ready();
    (await bench.atFly()).state = state;
    expect(await bench.usage.usage(userId)).toEqual({ usage: null, asOf: null });
    expect([bench.calls, (await bench.atFly()).state]).toEqual([[], state]);
  });
});

describe('how an agent is', () => {
  it('is what Fly says, and when it was last active', async () => {
    expect(await health()).toMatchObject({ state: 'none', keyProblem: null, checkedAt: null });
    await ready();
    bench.agent.tokens = 5;
    await bench.look();
    const now = world.clock.now();
    expect(await health()).toMatchObject({
      state: 'awake',
      keyProblem: null,
      checkedAt: now,
      lastActivityAt: now,
    });
  });

  it.each([
    ['unavailable', 'does not answer'],
    ['refused', 'does not take our token'],
  ] as const)('is unreachable when its machine runs and it is %s', async (fails, text) => {
    await ready();
    bench.agent.fails = fails;
    await bench.look();
    expect(await health()).toMatchObject({ state: 'unreachable', message: expect.stringContaining(text) });
    world.clock.advance({ minutes: 1 });
    (await bench.atFly()).state = 'stopped';
    expect((await health()).state).toBe('asleep');
  });

  it('names a problem with the key, for a day', async () => {
    await ready();
    bench.agent.log.lines.push(refusalLine('billing', world.clock.now()));
    await bench.look();
    expect((await health()).keyProblem).toBe('billing');
    world.clock.advance({ hours: 24 });
    expect((await health()).keyProblem).toBeNull();
  });
});
