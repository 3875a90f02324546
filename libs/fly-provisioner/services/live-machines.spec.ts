import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { dropped } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
let userId: string;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());
beforeEach(async () => {
  world = new ProvisioningWorld(database, await newCustomer(database, { plan: 'starter' }));
  ({ userId } = world.customer);
});

async function ready() {
  await world.provisioner.request(userId);
  await world.work();
  world.fly.calls.length = 0;
  const [machine] = world.fly.app((await world.machine()).appName).machines;
  if (!machine) throw new Error('no machine');
  return machine;
}

describe('what a machine does right now', () => {
  it('says so when there is none, and while it is set up', async () => {
    expect(await world.live.view(userId)).toMatchObject({ state: 'none', sleepsWhenIdle: true });
    await world.provisioner.request(userId);
    expect(await world.live.view(userId)).toMatchObject({ state: 'provisioning', region: 'iad' });
    expect(world.fly.calls).toEqual([]);
  });

  it.each([
    ['started', 'ok', 'awake'],
    ['stopped', 'ok', 'asleep'],
    ['suspended', 'ok', 'asleep'],
    ['starting', 'ok', 'starting'],
    ['replacing', 'ok', 'starting'],
    ['stopping', 'ok', 'stopping'],
    ['launch_failed', 'ok', 'failed'],
    ['started', 'unreachable', 'unreachable'],
    ['a state of next year', 'ok', 'unreachable'],
  ] as const)('reads Fly\'s "%s" on a host that is %s as %s', async (state, host, expected) => {
    const machine = await ready();
    Object.assign(machine, {
      state,
      host_status: host,
      events: [{ timestamp: 5 }, { timestamp: 1_790_000_000_000 }],
    });
    const view = await world.live.view(userId);
    expect(view.state).toBe(expected);
    expect(view.lastActivityAt).toEqual(new Date(1_790_000_000_000));
  });

  it('asks Fly once in three seconds, however many dashboards are open', async () => {
    const machine = await ready();
    await Promise.all([world.live.view(userId), world.live.view(userId)]);
    await world.live.view(userId);
    expect(world.fly.calls).toHaveLength(1);
    machine.state = 'stopped';
    expect((await world.live.view(userId)).state).toBe('awake');
    world.clock.advance({ seconds: 3 });
    expect((await world.live.view(userId)).state).toBe('asleep');
  });

  it('never fails because Fly does', async () => {
    await ready();
    world.fly.before = () => dropped();
    expect(await world.live.view(userId)).toMatchObject({
      state: 'unreachable',
      message: expect.stringContaining('may well be running'),
    });
  });
});
