import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { dropped, type FakeFly, refuse } from '../testing/fake-fly.js';
import {
  type Customer,
  Killed,
  newCustomer,
  openProvisioningDatabase,
  ProvisioningWorld,
} from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());

async function newWorld(overrides: Partial<Customer> = {}): Promise<ProvisioningWorld> {
  return new ProvisioningWorld(database, await newCustomer(database, overrides));
}

const ONE_OF_EACH = { apps: 1, volumes: 1, machines: 1 };

describe('whatever goes wrong at Fly', () => {
  async function callsOfACleanRun(): Promise<number> {
    const world = await newWorld();
    await world.provisioner.request(world.customer.userId);
    await world.work();
    return world.fly.calls.length;
  }

  it.each([
    ['dropped before', { before: () => dropped() }],
    ['dropped after', { after: () => dropped() }],
    ['408 after having acted', { after: () => refuse(408, 'timeout') }],
    ['502 after having acted', { after: () => refuse(502, 'bad gateway') }],
    ['503 without acting', { before: () => refuse(503, 'unavailable') }],
    ['429 without acting', { before: () => refuse(429, 'slow down') }],
  ])(
    'one app, volume and machine when any call is %s (five times in a row)',
    async (_name, fault: Partial<Pick<FakeFly, 'before' | 'after'>>) => {
      const total = await callsOfACleanRun();
      for (let victim = 1; victim <= total; victim += 1) {
        const world = await newWorld();
        let seen = 0;
        let left = 5;
        const hit =
          (script: FakeFly['before'] | undefined): FakeFly['before'] =>
          (call) => {
            if (!script || seen < victim || left === 0) return undefined;
            left -= 1;
            return script(call);
          };
        const before = hit(fault.before);
        world.fly.before = (call) => {
          seen += 1;
          return before(call);
        };
        world.fly.after = hit(fault.after);
        await world.provisioner.request(world.customer.userId);
        await world.work();
        const view = await world.provisioner.status(world.customer.userId);
        expect([victim, view.state, view.message]).toEqual([victim, 'ready', null]);
        expect([victim, world.fly.inventory()]).toEqual([victim, ONE_OF_EACH]);
        const [app] = [...world.fly.apps.values()];
        expect(app?.ips).toHaveLength(2);
      }
      expect(total).toBeGreaterThan(12);
    },
    60_000,
  );

  it('one app, volume and machine when the process is killed at any point, before and after every call and write', async () => {
    const clean = await newWorld();
    await clean.provisioner.request(clean.customer.userId);
    clean.kill.points = 0;
    await clean.work();
    const total = clean.kill.points;
    expect(total).toBeGreaterThan(60);
    for (let point = 1; point <= total; point += 1) {
      const first = await newWorld();
      await first.provisioner.request(first.customer.userId);
      first.kill.points = 0;
      first.kill.killAt = point;
      await expect(first.work()).rejects.toBeInstanceOf(Killed);
      const second = new ProvisioningWorld(database, first.customer, { fly: first.fly, clock: first.clock });
      await second.work();
      const machine = await second.machine();
      expect([point, machine.state]).toEqual([point, 'ready']);
      expect([point, second.fly.inventory()]).toEqual([point, ONE_OF_EACH]);
      const app = second.fly.app(machine.appName);
      expect([point, app.machines[0]?.id, app.volumes[0]?.id]).toEqual([
        point,
        machine.flyMachineId,
        machine.volumeId,
      ]);
      expect([point, app.ips.length]).toEqual([point, 2]);
    }
  }, 120_000);

  it('is killed over and over, one step further each time', async () => {
    const world = await newWorld();
    await world.provisioner.request(world.customer.userId);
    let lives = 0;
    for (; (await world.machine()).state !== 'ready' && lives < 100; lives += 1) {
      const life = new ProvisioningWorld(database, world.customer, { fly: world.fly, clock: world.clock });
      life.kill.killAt = 30;
      await life.work().catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
    }
    expect(lives).toBeGreaterThan(3);
    expect(lives).toBeLessThan(100);
    expect(world.fly.inventory()).toEqual(ONE_OF_EACH);
  });

  it('takes another name when a stranger has ours', async () => {
    const world = await newWorld();
    await world.provisioner.request(world.customer.userId);
    const { appName } = await world.machine();
    world.fly.apps.set(appName, {
      ...{ name: appName, key: 'theirs', org: 'strangers', ips: [], secrets: new Map() },
      ...{ secretsVersion: 0, volumes: [], machines: [], lease: null },
    });
    await world.work();
    const machine = await world.machine();
    expect(machine.state).toBe('ready');
    expect(machine.appName).not.toBe(appName);
    expect(world.fly.app(appName)).toMatchObject({ ips: [], machines: [] });
  });

  it('builds again what disappeared while it was being set up', async () => {
    const world = await newWorld();
    await world.provisioner.request(world.customer.userId);
    const { appName } = await world.machine();
    let gone = false;
    world.fly.before = ({ name }) => {
      if (gone || name !== 'POST apps/:app/machines') return;
      gone = true;
      world.fly.apps.delete(appName);
    };
    await world.work();
    expect((await world.machine()).state).toBe('ready');
    expect(world.fly.inventory()).toEqual(ONE_OF_EACH);
  });

  it('stops with a sentence for people when Fly does not want us, and tries again by itself', async () => {
    const world = await newWorld();
    world.fly.before = () => refuse(401, 'Authenticate: token validation error');
    await world.provisioner.request(world.customer.userId);
    await world.work();
    const view = await world.provisioner.status(world.customer.userId);
    expect(view).toMatchObject({ state: 'failed', message: expect.stringContaining('our fault') });
    expect(view.steps[0]).toMatchObject({ id: 'app', state: 'failed' });
    world.fly.before = () => undefined;
    const { run } = await world.machine();
    world.clock.advance({ minutes: 6 });
    await world.carryOut(run);
    expect((await world.machine()).state).toBe('ready');
  });

  it('gives up a run after eight troubles, without losing anything', async () => {
    const world = await newWorld();
    world.fly.before = ({ name }) => (name === 'POST apps/:app/volumes' ? refuse(500, 'boom') : undefined);
    await world.provisioner.request(world.customer.userId);
    await world.work();
    expect(await world.machine()).toMatchObject({
      state: 'failed',
      errorCode: 'provider_unavailable',
      step: 'volume',
      attempts: 7,
    });
    world.fly.before = () => undefined;
    await world.provisioner.request(world.customer.userId);
    await world.work();
    expect((await world.machine()).state).toBe('ready');
    expect(world.fly.inventory()).toEqual(ONE_OF_EACH);
  });
});
