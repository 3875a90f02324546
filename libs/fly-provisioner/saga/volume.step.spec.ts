import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import type { FakeFly } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());

/** Fly shows volumes of the region as being made, until it was asked `looks` times. */
function slow(fly: FakeFly, region: string, looks: number): FakeFly['after'] {
  let left = looks;
  return ({ name, body }) => {
    const volumes = [...fly.apps.values()].flatMap((app) => app.volumes);
    const shown = volumes.map((it) => (it.region === region ? { ...it, state: 'creating' } : it));
    if (name === 'POST apps/:app/volumes' && body['region'] === region) return Response.json(shown.at(-1));
    if (name === 'GET apps/:app/volumes' && shown.length > 0 && left-- > 0) return Response.json(shown);
    return undefined;
  };
}

describe('a volume in the making', () => {
  it('is waited for before a machine is put on it', async () => {
    const world = new ProvisioningWorld(database, await newCustomer(database));
    world.fly.after = slow(world.fly, 'iad', 3);
    await world.provisioner.request(world.customer.userId);
    await world.work();
    expect(await world.machine()).toMatchObject({ state: 'ready', region: 'iad' });
    expect(world.fly.inventory()).toEqual({ apps: 1, volumes: 1, machines: 1 });
    const calls = world.fly.calls;
    const looks = calls.slice(0, calls.indexOf('POST apps/:app/machines'));
    expect(looks.filter((name) => name === 'GET apps/:app/volumes')).toHaveLength(5);
  });

  it('that never comes to be is left for another region, and removed', async () => {
    const world = new ProvisioningWorld(database, await newCustomer(database));
    world.fly.after = slow(world.fly, 'iad', Infinity);
    await world.provisioner.request(world.customer.userId);
    await world.work({ tries: 100 });
    const machine = await world.machine();
    expect(machine).toMatchObject({ state: 'ready', region: 'ewr', discardVolumeId: null });
    expect(world.fly.inventory()).toEqual({ apps: 1, volumes: 1, machines: 1 });
    expect(world.fly.app(machine.appName).volumes[0]).toMatchObject({ region: 'ewr' });
  });
});
