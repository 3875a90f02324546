import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { isHeld } from '../domain/machine-config.js';
import { dropped, refuse } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());

const live = async () => {
  const [machine] = world.fly.app((await world.machine()).appName).machines;
  if (!machine) throw new Error('no machine');
  return machine;
};

describe('a set-up that did not end well', () => {
  it('leaves nothing running that nobody pays for, and goes on when somebody does', async () => {
    world = new ProvisioningWorld(database, await newCustomer(database));
    const { userId } = world.customer;
    world.fly.after = ({ name }) => {
      if (name === 'POST apps/:app/machines') world.customer.suspension = 'ended';
      return undefined;
    };
    await world.provisioner.request(userId);
    await world.work();
    expect(await world.machine()).toMatchObject({ state: 'failed', errorCode: 'subscription_required' });
    const asked = await database.query(
      `SELECT id FROM outbox_jobs WHERE kind = 'machine.apply' AND payload LIKE ?`,
      [`%${(await world.machine()).id}%`],
    );
    expect(asked).toHaveLength(1);
    await world.applyChange();
    expect([(await live()).state, isHeld((await live()).config)]).toEqual(['stopped', true]);
    expect(await world.live.view(userId)).toMatchObject({ state: 'failed', suspended: 'ended' });

    world.customer.suspension = null;
    await world.requestAfterChange();
    await world.work();
    expect(await world.machine()).toMatchObject({ state: 'ready', suspended: null });
    expect([(await live()).state, isHeld((await live()).config)]).toEqual(['started', false]);
    expect(world.fly.inventory()).toEqual({ apps: 1, volumes: 1, machines: 1 });
  });

  it('stops a machine whose making nobody heard of', async () => {
    world = new ProvisioningWorld(database, await newCustomer(database));
    world.fly.after = ({ name }) => {
      if (name !== 'POST apps/:app/machines') return undefined;
      Object.assign(world.customer, { plan: null, suspension: 'ended' });
      return dropped();
    };
    world.fly.before = ({ name }) =>
      name === 'GET apps/:app/machines' && world.customer.suspension ? refuse(503, 'down') : undefined;
    await world.provisioner.request(world.customer.userId);
    await world.work();
    expect(await world.machine()).toMatchObject({ state: 'failed', flyMachineId: null });
    expect((await live()).state).toBe('started');
    world.fly.before = () => undefined;
    await world.applyChange();
    expect([(await live()).state, (await world.machine()).flyMachineId]).toEqual([
      'stopped',
      (await live()).id,
    ]);
  });

  it('needs no call where nothing was made', async () => {
    world = new ProvisioningWorld(database, await newCustomer(database, { plan: null, suspension: 'ended' }));
    await world.provisioner.request(world.customer.userId);
    await world.work();
    expect([(await world.machine()).errorCode, world.fly.calls]).toEqual(['subscription_required', []]);
    await world.applyChange();
    expect(world.fly.inventory()).toEqual({ apps: 0, volumes: 0, machines: 0 });
  });
});
