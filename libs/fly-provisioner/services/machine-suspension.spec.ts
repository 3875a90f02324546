import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { isHeld } from '../domain/machine-config.js';
import { refuse, type SeenCall } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());

const app = async () => world.fly.app((await world.machine()).appName);
const live = async () => {
  const [machine] = (await app()).machines;
  if (!machine) throw new Error('no machine');
  return machine;
};
const count = (name: string) => world.fly.calls.filter((call) => call === name).length;
const kinds = () => world.timeline.map(({ kind }) => kind).filter((kind) => kind !== 'machine.updated');
const UPDATE = 'POST apps/:app/machines/:id';
const START = `${UPDATE}/start`;
const STOP = `${UPDATE}/stop`;

async function setUp(plan: 'starter' | 'pro' = 'pro'): Promise<void> {
  world = new ProvisioningWorld(database, await newCustomer(database, { plan }));
  await world.provisioner.request(world.customer.userId);
  await world.work();
  forget();
}

function forget(): void {
  world.fly.calls.length = 0;
  world.timeline.length = 0;
  world.published.length = 0;
}

async function suspend(suspension: 'payment' | 'ended' = 'payment'): Promise<void> {
  world.customer.suspension = suspension;
  if (suspension === 'ended') world.customer.plan = null;
  await world.applyChange();
}

describe('a customer who is not served any more', () => {
  beforeEach(() => setUp());

  it.each(['payment', 'ended'] as const)(
    'has the machine stopped and held, and nothing removed (%s)',
    async (why) => {
      const { config, id } = structuredClone(await live());
      let update: SeenCall | undefined;
      world.fly.before = (call) => void (call.name === UPDATE && (update = call));
      await suspend(why);
      expect(update?.body).toMatchObject({ skip_launch: true, current_version: expect.any(String) });
      expect(update?.headers.get('fly-machine-lease-nonce')).toMatch(/^nonce/);
      const machine = await live();
      expect([machine.id, machine.state, count(UPDATE), count(STOP)]).toEqual([id, 'stopped', 1, 1]);
      const services = config?.services?.map((service) => ({ ...service, autostart: false }));
      expect(machine.config).toEqual({ ...config, services });
      expect(world.fly.inventory()).toEqual({ apps: 1, volumes: 1, machines: 1 });
      expect((await app()).lease).toBeNull();
      expect(await world.machine()).toMatchObject({
        state: 'ready',
        suspended: why,
        suspendedAt: world.clock.now(),
      });
      expect(kinds()).toEqual(['machine.suspended']);
    },
  );

  it('is told once, and asked about it again costs one read', async () => {
    await suspend();
    forget();
    await world.applyChange();
    await world.applyChange();
    expect(world.fly.calls).toEqual(['GET apps/:app/machines/:id', 'GET apps/:app/machines/:id']);
    expect(kinds()).toEqual([]);
    await suspend('ended');
    expect([(await world.machine()).suspended, count(UPDATE), kinds()]).toEqual(['ended', 0, []]);
  });

  it('waits until the machine is really down', async () => {
    world.fly.stopsTo = 'stopping';
    const machine = await live();
    let looks = 0;
    world.fly.before = ({ name }) => {
      if (name.endsWith('/wait') && (looks += 1) === 2) machine.state = 'stopped';
    };
    world.customer.suspension = 'payment';
    expect(await world.applyChange()).toBeGreaterThan(0);
    expect([machine.state, count(STOP), kinds()]).toEqual(['stopped', 1, ['machine.suspended']]);
  });

  it('has a machine that sleeps already only held', async () => {
    (await live()).state = 'stopped';
    await suspend();
    expect([count(UPDATE), count(STOP), isHeld((await live()).config)]).toEqual([1, 0, true]);
  });

  it('still has a removed key taken away, and the machine stays down', async () => {
    await suspend();
    world.customer.key = null;
    await world.applyChange();
    expect((await app()).secrets.has('ANTHROPIC_API_KEY')).toBe(false);
    expect([(await live()).state, isHeld((await live()).config)]).toEqual(['stopped', true]);
    expect(await world.prove()).toBe('later');
    expect(world.published.filter(({ name }) => name === 'machine.applied')).toEqual([]);
  });

  it('sees why in the dashboard, and every button says what to do', async () => {
    const { userId } = world.customer;
    await suspend();
    world.clock.advance({ seconds: 5 });
    expect(await world.live.view(userId)).toMatchObject({
      state: 'asleep',
      suspended: 'payment',
      message: expect.stringContaining('billing settings'),
    });
    forget();
    await expect(world.controls.start(userId)).rejects.toMatchObject({ errorCode: 'payment_overdue' });
    await expect(world.controls.restart(userId)).rejects.toMatchObject({ errorCode: 'payment_overdue' });
    Object.assign(world.customer, { plan: null, suspension: 'ended' });
    expect(await world.live.view(userId)).toMatchObject({
      suspended: 'ended',
      message: expect.stringContaining('choose a plan'),
    });
    await expect(world.controls.start(userId)).rejects.toMatchObject({ errorCode: 'subscription_required' });
    expect(world.fly.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  });

  it('never has a machine running because Fly was down for a while', async () => {
    world.fly.before = () => refuse(503, 'down');
    world.customer.suspension = 'payment';
    await expect(world.applyChange(5)).rejects.toMatchObject({ failure: 'unavailable' });
    expect(await world.machine()).toMatchObject({ suspended: 'payment', suspendedAt: null });
    expect(world.published).toEqual([]);
    world.fly.before = () => undefined;
    await world.applyChange(6);
    expect((await live()).state).toBe('stopped');
  });
});

describe('a customer who is served again', () => {
  it.each([
    ['starter', true],
    ['pro', false],
  ] as const)('finds the same machine, awake, as the %s plan has it', async (plan, autostop) => {
    await setUp(plan);
    const before = structuredClone(await live());
    await suspend();
    forget();
    world.fly.bootsTo = 'starting';
    world.fly.before = ({ name }) => {
      if (name.endsWith('/wait') && count(name) > 1)
        void live().then((machine) => (machine.state = 'started'));
    };
    world.customer.suspension = null;
    expect(await world.applyChange()).toBeGreaterThan(0);
    const machine = await live();
    expect([machine.id, machine.state, machine.config]).toEqual([before.id, 'started', before.config]);
    expect(machine.config?.services?.[0]?.autostop === 'stop').toBe(autostop);
    expect([count(UPDATE), count(START)]).toEqual([1, 0]);
    expect(await world.machine()).toMatchObject({ suspended: null, suspendedAt: null });
    expect(kinds()).toEqual(['machine.resumed']);
    forget();
    await world.applyChange();
    expect(world.fly.calls).toHaveLength(1);
  });

  it('gets the plan they came back with, in the same update', async () => {
    await setUp('pro');
    await suspend('ended');
    forget();
    Object.assign(world.customer, { plan: 'starter', suspension: null });
    await world.applyChange();
    expect((await live()).config?.services?.[0]).toMatchObject({ autostop: 'stop', autostart: true });
    expect([count(UPDATE), (await live()).state, (await world.machine()).plan]).toEqual([
      1,
      'started',
      'starter',
    ]);
    expect(world.fly.inventory()).toEqual({ apps: 1, volumes: 1, machines: 1 });
  });

  it('is started also when Fly did not launch it, and sees that it is on its way', async () => {
    await setUp('pro');
    await suspend();
    forget();
    world.fly.bootsTo = 'stopped';
    world.customer.suspension = null;
    await expect(world.controls.start(world.customer.userId)).rejects.toMatchObject({
      errorCode: 'machine_busy',
    });
    expect(await world.live.view(world.customer.userId)).toMatchObject({
      state: 'starting',
      suspended: null,
    });
    world.fly.before = ({ name }) => {
      if (name === START) world.fly.bootsTo = 'started';
    };
    await world.applyChange();
    expect([(await live()).state, count(START)]).toEqual(['started', 1]);
  });
});
