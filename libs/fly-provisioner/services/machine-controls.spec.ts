import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { isHeld } from '../domain/machine-config.js';
import { refuse } from '../testing/fake-fly.js';
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
  world.timeline.length = 0;
  return machine();
}

async function machine() {
  const [found] = world.fly.app((await world.machine()).appName).machines;
  if (!found) throw new Error('no machine');
  return found;
}

/** What the worker does, and then the dashboard looks again. */
async function carriedOut() {
  await world.applyChange();
  world.clock.advance({ seconds: 5 });
  return world.live.view(userId);
}
const happened = () => world.timeline.map(({ kind }) => kind);

describe('the buttons', () => {
  it('wakes a sleeping machine', async () => {
    const machine = await ready();
    machine.state = 'stopped';
    world.fly.bootsTo = 'starting';
    expect(await world.controls.start(userId)).toMatchObject({ state: 'starting' });
    expect(machine.state).toBe('starting');
  });

  it('restarts a running machine and wakes a sleeping one', async () => {
    const machine = await ready();
    await world.controls.restart(userId);
    expect(world.fly.calls).toContain('POST apps/:app/machines/:id/restart');
    machine.state = 'stopped';
    await world.controls.restart(userId);
    expect(world.fly.calls).toContain('POST apps/:app/machines/:id/start');
  });

  it('explains why not', async () => {
    await expect(world.controls.start(userId)).rejects.toMatchObject({ errorCode: 'machine_not_found' });
    await world.provisioner.request(userId);
    await expect(world.controls.start(userId)).rejects.toMatchObject({ errorCode: 'machine_busy' });
    await world.work();
    world.fly.before = () => refuse(409, 'leased');
    await expect(world.controls.start(userId)).rejects.toMatchObject({ errorCode: 'machine_busy' });
    world.fly.before = () => refuse(500, 'down');
    await expect(world.controls.restart(userId)).rejects.toMatchObject({ errorCode: 'machine_unavailable' });
  });
});

describe('stopping it', () => {
  it('keeps it down and held until its owner starts it again, and says so', async () => {
    const before = structuredClone((await ready()).config);
    expect(await world.controls.stop(userId)).toMatchObject({
      state: 'stopping',
      suspended: 'owner',
      message: expect.stringContaining('until you start it'),
    });
    expect(await carriedOut()).toMatchObject({ state: 'asleep', suspended: 'owner' });
    const stopped = await machine();
    expect([stopped.state, isHeld(stopped.config), happened()]).toEqual([
      'stopped',
      true,
      ['machine.suspended'],
    ]);

    expect(await world.controls.start(userId)).toMatchObject({ state: 'starting', suspended: null });
    await expect(world.controls.start(userId)).rejects.toMatchObject({ errorCode: 'machine_busy' });
    expect(await carriedOut()).toMatchObject({ state: 'awake', suspended: null });
    const again = await machine();
    expect([again.id, again.config]).toEqual([stopped.id, before]);
    expect(happened()).toEqual(['machine.suspended', 'machine.resumed']);
    expect(world.fly.inventory()).toEqual({ apps: 1, volumes: 1, machines: 1 });
  });

  it('twice changes nothing, and the restart button starts it, too', async () => {
    await ready();
    await world.controls.stop(userId);
    await world.controls.stop(userId);
    await carriedOut();
    await world.controls.stop(userId);
    await carriedOut();
    expect(happened()).toEqual(['machine.suspended']);
    await world.controls.restart(userId);
    expect((await carriedOut()).state).toBe('awake');
  });

  it('outlives a new key, a new plan, and a payment that was late meanwhile', async () => {
    await ready();
    await world.controls.stop(userId);
    await carriedOut();
    world.customer.key = (await newCustomer(database)).key;
    world.customer.plan = 'pro';
    expect(await carriedOut()).toMatchObject({ state: 'asleep', suspended: 'owner' });
    expect((await world.machine()).plan).toBe('pro');
    world.customer.suspension = 'payment';
    expect(await carriedOut()).toMatchObject({ suspended: 'payment' });
    await expect(world.controls.start(userId)).rejects.toMatchObject({ errorCode: 'payment_overdue' });
    world.customer.suspension = null;
    expect(await carriedOut()).toMatchObject({ state: 'asleep', suspended: 'owner' });
    expect((await machine()).state).toBe('stopped');
  });

  it('is remembered when Fly does not answer, and carried out when it does', async () => {
    await ready();
    world.fly.before = () => refuse(503, 'down');
    expect(await world.controls.stop(userId)).toMatchObject({ suspended: 'owner' });
    await expect(world.applyChange()).rejects.toMatchObject({ failure: 'unavailable' });
    world.fly.before = () => undefined;
    expect(await carriedOut()).toMatchObject({ state: 'asleep' });
    expect((await machine()).state).toBe('stopped');
  });

  it('is not undone by setting up the machine anew', async () => {
    await ready();
    await world.controls.stop(userId);
    await carriedOut();
    const row = await world.machine();
    await world.store.save(row.id, { state: 'failed' });
    await world.provisioner.request(userId);
    await world.work();
    expect(await carriedOut()).toMatchObject({ state: 'asleep', suspended: 'owner' });
    expect((await machine()).state).toBe('stopped');
  });

  it('holds also when it was said in the moment before a new set-up ended', async () => {
    await ready();
    const { id } = await world.machine();
    await world.store.save(id, { state: 'failed' });
    await world.provisioner.request(userId);
    const { desired } = world.parts;
    const forSetup = desired.forSetup.bind(desired);
    jest.spyOn(desired, 'forSetup').mockImplementation(async (machine) => {
      await world.store.save(id, { stoppedByOwnerAt: world.clock.now() });
      return forSetup(machine);
    });
    await world.work();
    const asked = await database.query(`SELECT payload FROM outbox_jobs WHERE kind = 'machine.apply'`);
    expect(JSON.stringify(asked)).toContain(id);
  });

  it('needs an agent that is set up', async () => {
    await expect(world.controls.stop(userId)).rejects.toMatchObject({ errorCode: 'machine_not_found' });
    await world.provisioner.request(userId);
    await expect(world.controls.stop(userId)).rejects.toMatchObject({ errorCode: 'machine_busy' });
  });
});
