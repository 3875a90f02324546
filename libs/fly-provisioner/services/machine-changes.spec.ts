import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LibsqlDataSource, PermanentFailure, Secret } from '@automna/core';
import { META } from '../domain/machine-config.js';
import { dropped, refuse } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';

let database: LibsqlDataSource;
let world: ProvisioningWorld;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());
beforeEach(async () => {
  world = new ProvisioningWorld(database, await newCustomer(database, { plan: 'starter' }));
  await world.provisioner.request(world.customer.userId);
  await world.work();
  world.fly.calls.length = 0;
  world.published.length = 0;
});

const app = async () => world.fly.app((await world.machine()).appName);
const live = async () => {
  const [machine] = (await app()).machines;
  if (!machine) throw new Error('no machine');
  return machine;
};
const count = (name: string) => world.fly.calls.filter((call) => call === name).length;
const UPDATE = 'POST apps/:app/machines/:id';
const SECRETS = 'POST apps/:app/secrets';
const NEW_KEY = new Secret('sk-ant-api03-a-new-key-0123456789abcdef');

describe('bringing a change to a machine', () => {
  it('costs one read when nothing has changed', async () => {
    await world.applyChange();
    expect(world.fly.calls).toEqual(['GET apps/:app/machines/:id']);
  });

  it('brings a new key with one write of secrets and one update, and says it arrived once the machine says so', async () => {
    const before = (await live()).version;
    world.customer.key = NEW_KEY;
    await world.applyChange();
    expect(world.published).toEqual([]);
    await world.prove();
    expect([count(SECRETS), count(UPDATE)]).toEqual([1, 1]);
    const machine = await live();
    expect(machine.version).not.toBe(before);
    expect(machine.secretsSeen).toBe((await app()).secretsVersion);
    expect((await app()).secrets.get('ANTHROPIC_API_KEY')).toBe(NEW_KEY.reveal());
    expect((await app()).secrets.has('AUTOMNA_PROXY_TOKEN')).toBe(true);
    expect(world.published).toEqual([
      {
        name: 'machine.applied',
        payload: expect.objectContaining({ fingerprint: NEW_KEY.fingerprint(), ok: true }),
      },
    ]);
    expect((await app()).lease).toBeNull();
  });

  it('takes a machine that Fly shows as destroyed for what it is', async () => {
    (await live()).state = 'destroyed';
    world.customer.key = NEW_KEY;
    await expect(world.applyChange()).rejects.toBeInstanceOf(PermanentFailure);
    expect(world.published).toEqual([
      { name: 'machine.applied', payload: expect.objectContaining({ ok: false }) },
    ]);
  });

  it('changes nothing about a machine that says it is another customer’s', async () => {
    const machine = await live();
    machine.config = {
      ...machine.config,
      metadata: { ...machine.config?.metadata, [META.machine]: 'mch_2' },
    };
    world.customer.key = NEW_KEY;
    await expect(world.applyChange()).rejects.toMatchObject({
      failure: 'rejected',
      message: expect.stringContaining('belongs to mch_2'),
    });
    expect(count(UPDATE)).toBe(0);
    expect((await live()).version).toBe(machine.version);
  });

  it('takes a removed key away, also without a subscription', async () => {
    world.customer.key = null;
    world.customer.plan = null;
    await world.applyChange();
    expect((await app()).secrets.has('ANTHROPIC_API_KEY')).toBe(false);
    await world.prove();
    expect(world.published.at(-1)?.payload).toMatchObject({ fingerprint: null, ok: true });
    expect((await live()).config?.services?.[0]?.autostop).toBe('stop');
  });

  it('changes sleep mode, gates and config in one update when the plan changes', async () => {
    world.customer.plan = 'power';
    await world.applyChange();
    expect([count(SECRETS), count(UPDATE)]).toEqual([0, 1]);
    expect((await live()).config?.services?.[0]?.autostop).toBe('off');
    expect((await live()).config?.mounts).toHaveLength(1);
    expect((await world.machine()).plan).toBe('power');
  });

  it('lets a sleeping machine sleep on', async () => {
    (await live()).state = 'stopped';
    world.customer.key = NEW_KEY;
    await world.applyChange();
    expect((await live()).state).toBe('stopped');
    expect(count(UPDATE)).toBe(1);
  });

  it('waits until the machine is up again before it says so', async () => {
    world.customer.key = NEW_KEY;
    world.fly.bootsTo = 'starting';
    world.fly.before = ({ name }) => {
      if (name.endsWith('/wait') && count(name) > 2)
        void live().then((machine) => (machine.state = 'started'));
    };
    expect(await world.applyChange()).toBeGreaterThan(0);
    expect(await world.prove()).toBe('proven');
    expect(world.published).toHaveLength(1);
    expect(count(UPDATE)).toBe(1);
  });

  it('comes back when somebody else holds the lease at Fly', async () => {
    world.customer.key = NEW_KEY;
    const held = await app();
    held.lease = 'flyctl';
    let leases = 0;
    world.fly.before = ({ name }) => {
      if (name.endsWith('/lease')) leases += 1;
      if (leases === 3) held.lease = null;
    };
    expect(await world.applyChange()).toBeGreaterThanOrEqual(2);
    expect((await live()).secretsSeen).toBe((await app()).secretsVersion);
  });

  it('reads again when the machine was changed in between, and loses nothing of that change', async () => {
    world.customer.key = NEW_KEY;
    const machine = await live();
    let once = true;
    world.fly.before = ({ name }) => {
      if (name !== UPDATE || !once) return;
      once = false;
      machine.version = 'v-foreign';
      machine.config = { ...machine.config, metadata: { ...machine.config?.metadata, theirs: 'kept' } };
    };
    await world.applyChange();
    expect(machine.config?.metadata).toMatchObject({ theirs: 'kept' });
    expect(count(UPDATE)).toBe(2);
  });

  it.each([
    ['before', 'the update', UPDATE],
    ['after', 'the update', UPDATE],
    ['before', 'the secrets', SECRETS],
    ['after', 'the secrets', SECRETS],
  ] as const)('ends up right when the connection breaks %s %s', async (when, _what, victim) => {
    world.customer.key = NEW_KEY;
    let left = 1;
    world.fly[when] = ({ name }) => (name === victim && left-- > 0 ? dropped() : undefined);
    await world.applyChange();
    expect((await live()).secretsSeen).toBe((await app()).secretsVersion);
    expect((await app()).secrets.get('ANTHROPIC_API_KEY')).toBe(NEW_KEY.reveal());
    await world.prove();
    expect(world.published.at(-1)?.payload).toMatchObject({ ok: true });
    expect((await app()).lease).toBeNull();
  });

  it('says so when it has not arrived after five attempts, and goes on trying', async () => {
    world.customer.key = NEW_KEY;
    world.fly.before = () => refuse(503, 'down');
    await expect(world.applyChange(4)).rejects.toMatchObject({ failure: 'unavailable' });
    expect(world.published).toEqual([]);
    await expect(world.applyChange(5)).rejects.toMatchObject({ failure: 'unavailable' });
    expect(world.published.at(-1)?.payload).toMatchObject({ fingerprint: NEW_KEY.fingerprint(), ok: false });
    world.fly.before = () => undefined;
    await world.applyChange(6);
    await world.prove();
    expect(world.published.at(-1)?.payload).toMatchObject({ ok: true });
  });

  it('gives up when the machine is gone', async () => {
    (await app()).machines = [];
    world.customer.key = NEW_KEY;
    await expect(world.applyChange()).rejects.toBeInstanceOf(PermanentFailure);
    expect(world.published.at(-1)?.payload).toMatchObject({ ok: false });
  });
});
