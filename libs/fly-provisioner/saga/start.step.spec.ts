import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());

describe('a machine that is destroyed while it is set up', () => {
  it('is made once more', async () => {
    const world = new ProvisioningWorld(database, await newCustomer(database));
    let destroyed = false;
    world.fly.before = ({ name }) => {
      if (destroyed || name !== 'GET apps/:app/machines/:id') return;
      destroyed = true;
      const [app] = world.fly.apps.values();
      const [machine] = app?.machines ?? [];
      if (!app || !machine) return;
      app.volumes.forEach((volume) => (volume.attached_machine_id = null));
      app.machines.length = 0;
      return Response.json({ ...machine, state: 'destroyed' });
    };
    await world.provisioner.request(world.customer.userId);
    await world.work();
    expect([destroyed, (await world.machine()).state]).toEqual([true, 'ready']);
    expect(world.fly.inventory()).toEqual({ apps: 1, volumes: 1, machines: 1 });
  });
});
