import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LibsqlDataSource, RetryLater } from '@automna/core';
import { isInRescue } from '../domain/machine-config.js';
import { dropped, refuse } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';
import { openWatchBench, type WatchBench } from '../testing/watch-bench.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
let bench: WatchBench;
/** Whether the volume still is as an old OpenClaw left it. */
let ill: boolean;
let operations: unknown[];
/** How the repair ends. */
let exitCode: number;

beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());
beforeEach(async () => {
  world = new ProvisioningWorld(database, await newCustomer(database));
  bench = openWatchBench(world);
  await world.provisioner.request(world.customer.userId);
  await world.work();
  await fail(78);
  [ill, operations, exitCode] = [true, [], 0];
  world.fly.calls.length = 0;
  world.fly.before = ({ name, body }) => {
    if (!name.endsWith('/exec')) return undefined;
    operations.push(body['command']);
    const repairs = JSON.stringify(body['command']).includes('doctor --fix');
    if (repairs && exitCode === 0) ill = false;
    return Response.json({ exit_code: repairs ? exitCode : 0, stdout: '' });
  };
});

async function fail(exit_code: number, more: object = {}): Promise<void> {
  const exit_event = { exit_code, oom_killed: false, requested_stop: false, ...more };
  const timestamp = world.clock.now().getTime();
  Object.assign(await bench.atFly(), {
    state: 'failed',
    events: [{ type: 'exit', status: 'failed', timestamp, request: { exit_event } }],
  });
}

/** As the job does it, with its retries. */
async function treat(): Promise<void> {
  const since = world.clock.now();
  const { id } = await world.machine();
  for (let tries = 0; tries < 10; tries += 1) {
    try {
      return await bench.doctor.treat(id, since, new AbortController().signal);
    } catch (error) {
      world.clock.advance({ ms: error instanceof RetryLater ? error.delayMs : 60_000 });
      // Fly frees a lease nobody gave back.
      world.fly.app((await world.machine()).appName).lease = null;
    }
  }
}
const UPDATE = 'POST apps/:app/machines/:id';
const updates = (): number => world.fly.calls.filter((call) => call === UPDATE).length;

describe('an agent that cannot start with its volume', () => {
  it('is repaired by OpenClaw’s doctor, once, and starts with its own config again', async () => {
    const before = (await bench.atFly()).config;
    await treat();
    const machine = await bench.atFly();
    expect([ill, operations.length, updates()]).toEqual([false, 2, 2]);
    expect(JSON.stringify(operations[0])).toContain('openclaw doctor --fix --yes --non-interactive');
    expect([machine.state, machine.config]).toEqual(['started', before]);
    expect(bench.told('machine.repaired')).toBe(1);
    await fail(78);
    await treat();
    expect(operations).toHaveLength(2);
  });

  it('leaves its files to the agent also when the doctor does not help, and does not say that it did', async () => {
    exitCode = 1;
    await treat();
    expect(JSON.stringify(operations[1])).toContain('chown -R --reference=');
    expect([bench.told('machine.repaired'), bench.told('machine.repair_failed')]).toEqual([0, 1]);
    expect(isInRescue((await bench.atFly()).config)).toBe(false);
  });

  it('is called for by the round of looking', async () => {
    await bench.pass();
    expect([await bench.jobs('machine.doctor'), bench.calls]).toEqual([1, ['list']]);
  });

  it('is called for when the agent ends again and again while its machine seems to run', async () => {
    Object.assign(await bench.atFly(), { state: 'started' });
    bench.agent.fails = 'unavailable';
    await bench.look();
    expect(await bench.jobs('machine.doctor')).toBe(1);
  });

  it.each([
    ['stopped by somebody', 1, { requested_stop: true }],
    ['out of memory', 137, { oom_killed: true }],
    ['done without an error', 0, {}],
  ])('is not what ails one that was %s', async (_what, code, more) => {
    await fail(code, more);
    await treat();
    expect([operations, updates()]).toEqual([[], 0]);
  });

  it('waits until its owner is served again', async () => {
    world.customer.suspension = 'payment';
    await treat();
    expect(updates()).toBe(0);
  });

  it.each(
    ['/:id', '/wait', '/exec', '/lease'].flatMap((call) => [
      ['before', call] as const,
      ['after', call] as const,
    ]),
  )('is the same in the end when the connection breaks %s a call to %s', async (when, victim) => {
    const { config } = await bench.atFly();
    const answers = world.fly.before;
    for (let nth = 1; nth <= 3; nth += 1) {
      let left = nth;
      const breaks = (name: string): boolean => name.endsWith(victim) && (left -= 1) === 0;
      world.fly.before = (call) => (when === 'before' && breaks(call.name) ? dropped() : answers(call));
      world.fly.after = (call) => (when === 'after' && breaks(call.name) ? dropped() : undefined);
      await treat();
      const machine = await bench.atFly();
      expect([ill, machine.state, machine.config]).toEqual([false, 'started', config]);
      await world.observations.save((await world.machine()).id, { doctorFor: null });
      await fail(78);
      ill = true;
    }
  });

  it('gives the agent back when the repair does not work at all', async () => {
    world.fly.before = ({ name }) => (name.endsWith('/exec') ? refuse(500, 'no') : undefined);
    const since = world.clock.now();
    world.clock.advance({ minutes: 16 });
    await fail(78);
    await bench.doctor.treat((await world.machine()).id, since, new AbortController().signal);
    expect([isInRescue((await bench.atFly()).config), (await bench.atFly()).state]).toEqual([
      false,
      'started',
    ]);
  });

  it('is brought back by any other change, should the repair be forgotten half-way', async () => {
    const machine = await bench.atFly();
    Object.assign(machine, {
      state: 'started',
      config: { ...machine.config, init: { exec: ['/bin/sleep', '900'] } },
    });
    await world.applyChange();
    expect((await bench.atFly()).config?.['init']).toBeUndefined();
  });
});
