import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { dropped } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';
import { openWatchBench, type WatchBench } from '../testing/watch-bench.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
let bench: WatchBench;
beforeEach(async () => {
  database = await openProvisioningDatabase();
  world = new ProvisioningWorld(database, await newCustomer(database, { plan: 'starter' }));
  bench = openWatchBench(world);
  await world.provisioner.request(world.customer.userId);
});
afterEach(() => database.destroy());

const ready = async () => {
  await world.work();
  const machine = await bench.atFly();
  Object.assign(machine, { updated_at: world.clock.now().toISOString() });
  world.fly.calls.length = 0;
  return machine;
};

describe('a round of looking', () => {
  it('asks nobody when nobody is ready', async () => {
    expect(await bench.pass()).toBe('no agents to look at');
    expect(bench.calls).toEqual([]);
  });

  it('lists once, and leaves sleepers alone however often it comes round', async () => {
    const machine = await ready();
    machine.state = 'stopped';
    world.customer.plan = 'pro';
    for (let minutes = 0; minutes < 60; minutes += 10) {
      expect(await bench.pass()).toBe('0 of 1 agents looked at');
      world.clock.advance({ minutes: 10 });
    }
    expect(bench.calls).toEqual(Array.from({ length: 6 }, () => 'list'));
    expect(world.fly.calls).toEqual([]);
    expect(machine.state).toBe('stopped');
  });

  it('proves the key of a sleeper that woke by itself, then looks once for each waking', async () => {
    const machine = await ready();
    machine.state = 'stopped';
    await world.prove();
    expect((await bench.seen()).proof).toBe('waiting');
    world.clock.advance({ hours: 1 });
    Object.assign(machine, { state: 'started', updated_at: world.clock.now().toISOString() });
    await bench.pass();
    expect([(await bench.seen()).proof, bench.calls]).toEqual(['proven', ['list']]);
    expect(bench.said('machine.applied')).toEqual([
      expect.objectContaining({ fingerprint: world.customer.key?.fingerprint(), ok: true }),
    ]);
    for (let minutes = 0; minutes < 20; minutes += 1) {
      world.clock.advance({ minutes: 1 });
      await bench.pass();
    }
    expect(bench.calls.filter((call) => call === 'config')).toHaveLength(1);
  });

  it('does not stop at one agent that gives trouble', async () => {
    await ready();
    world.clock.advance({ minutes: 5 });
    world.fly.before = () => dropped();
    expect(await bench.pass()).toBe('1 of 1 agents looked at, 1 without success');
    world.fly.before = () => undefined;
    expect(await bench.pass()).toBe('1 of 1 agents looked at');
  });

  it('leaves machines alone that are held', async () => {
    await ready();
    world.customer.suspension = 'payment';
    await world.applyChange();
    expect(await bench.pass()).toBe('no agents to look at');
  });
});
