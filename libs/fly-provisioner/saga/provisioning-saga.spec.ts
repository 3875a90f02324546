import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LibsqlDataSource } from '@automna/core';
import { CONFIG_PATH } from '@automna/openclaw';
import { META } from '../domain/machine-config.js';
import {
  type Customer,
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

describe('setting up a machine', () => {
  it('makes one app, volume and machine, and shows every step as done', async () => {
    const world = await newWorld();
    const asked = await world.provisioner.request(world.customer.userId);
    expect(asked).toMatchObject({ state: 'running', percent: 0, region: 'iad' });
    await world.work();
    const view = await world.provisioner.status(world.customer.userId);
    expect(view).toMatchObject({ state: 'ready', percent: 100, message: null });
    expect(view.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'app done',
      'network done',
      'secrets done',
      'volume done',
      'machine done',
      'start done',
      'gateway done',
      'channels done',
    ]);
    expect(view.steps.every(({ startedAt, finishedAt }) => startedAt && finishedAt)).toBe(true);
    expect(world.fly.inventory()).toEqual(ONE_OF_EACH);
    const machine = await world.machine();
    const app = world.fly.app(machine.appName);
    expect(app.ips).toHaveLength(2);
    expect(machine).toMatchObject({
      flyMachineId: app.machines[0]?.id,
      volumeId: app.volumes[0]?.id,
      machineVersion: app.machines[0]?.version,
      secretsVersion: 1,
      plan: 'pro',
    });
    expect(machine.appliedConfigHash).toBe(machine.desiredConfigHash);
    await world.prove();
    expect(world.published.map(({ name }) => name)).toEqual([
      'machine.changed',
      'machine.changed',
      'machine.applied',
    ]);
    expect(world.published.at(-1)?.payload).toMatchObject({
      fingerprint: world.customer.key?.fingerprint(),
      ok: true,
    });
  });

  it('delivers secrets as app secrets only: none is in the config, and the proxy token is kept as a hash', async () => {
    const world = await newWorld();
    await world.provisioner.request(world.customer.userId);
    await world.work();
    const app = world.fly.app((await world.machine()).appName);
    expect([...app.secrets.keys()].sort()).toEqual([
      'ANTHROPIC_API_KEY',
      'AUTOMNA_PROXY_TOKEN',
      'OPENCLAW_GATEWAY_TOKEN',
    ]);
    expect(app.secrets.get('ANTHROPIC_API_KEY')).toBe(world.customer.key?.reveal());
    const [row] = await database.query('SELECT * FROM machines WHERE user_id = ?', [world.customer.userId]);
    const config = JSON.stringify(app.machines[0]?.config);
    const file = app.machines[0]?.config?.files?.find(({ guest_path }) => guest_path === CONFIG_PATH);
    const openclaw = Buffer.from(file?.raw_value ?? '', 'base64').toString();
    expect(JSON.parse(openclaw)).toMatchObject({ gateway: { mode: 'local' } });
    for (const secret of app.secrets.values()) {
      expect(config).not.toContain(secret);
      expect(openclaw).not.toContain(secret);
      expect(JSON.stringify(row)).not.toContain(secret);
    }
  });

  it.each([
    ['starter', 'stop', 'on-failure'],
    ['pro', 'off', 'always'],
    ['power', 'off', 'always'],
  ] as const)('%s gets autostop "%s" and restarts "%s"', async (plan, autostop, policy) => {
    const world = await newWorld({ plan });
    await world.provisioner.request(world.customer.userId);
    await world.work();
    const { config } = world.fly.app((await world.machine()).appName).machines[0] ?? {};
    expect(config?.services?.[0]).toMatchObject({
      autostop,
      autostart: true,
      min_machines_running: 0,
      internal_port: 18789,
      checks: [{ path: '/startupz' }],
    });
    expect(config?.restart?.policy).toBe(policy);
    expect(config?.env).toMatchObject({ OPENCLAW_STATE_DIR: '/data', OPENCLAW_CONFIG_READONLY: '1' });
    expect(config?.mounts).toEqual([{ volume: (await world.machine()).volumeId, path: '/data' }]);
  });

  it('is asked for once, however often people ask', async () => {
    const world = await newWorld();
    const { userId } = world.customer;
    await Promise.all([1, 2, 3].map(() => world.provisioner.request(userId)));
    await world.work();
    await world.provisioner.request(userId);
    const jobs = await database.query(
      `SELECT * FROM outbox_jobs WHERE kind = 'machine.provision' AND payload LIKE ?`,
      [`%${(await world.machine()).id}%`],
    );
    expect(jobs).toHaveLength(1);
    expect(world.fly.inventory()).toEqual(ONE_OF_EACH);
  });
});

describe('what it waits for', () => {
  it('needs a plan and a key, says which, and goes on by itself when it comes', async () => {
    const world = await newWorld({ key: null });
    const { userId } = world.customer;
    await world.provisioner.request(userId);
    await world.work();
    expect(await world.machine()).toMatchObject({ state: 'failed', errorCode: 'key_required' });
    world.customer.key = (await newCustomer(database)).key;
    await database.transaction(async (manager) => {
      const tx = {
        manager,
        query: (sql: string, params?: unknown[]) => manager.query(sql, params),
        enqueue: () => Promise.resolve(),
        publish: () => Promise.resolve(),
      };
      await world.provisioner.apply(tx as Parameters<typeof world.provisioner.apply>[0], userId, 'key');
    });
    await world.work();
    expect((await world.machine()).state).toBe('ready');
  });

  it('waits for a slow machine, and fails honestly when it never starts', async () => {
    const world = await newWorld();
    world.fly.bootsTo = 'starting';
    await world.provisioner.request(world.customer.userId);
    await world.work({ tries: 3 });
    expect(await world.provisioner.status(world.customer.userId)).toMatchObject({ state: 'running' });
    world.clock.advance({ minutes: 6 });
    await world.work();
    expect(await world.machine()).toMatchObject({ state: 'failed', errorCode: 'slow_start' });
    expect(world.fly.inventory()).toEqual(ONE_OF_EACH);
  });

  it('starts a machine that went to sleep before it was ready', async () => {
    const world = await newWorld({ plan: 'starter' });
    world.fly.after = ({ name }) => {
      if (name === 'POST apps/:app/machines') {
        for (const app of world.fly.apps.values()) for (const one of app.machines) one.state = 'stopped';
      }
      return undefined;
    };
    await world.provisioner.request(world.customer.userId);
    await world.work();
    expect((await world.machine()).state).toBe('ready');
    expect(world.fly.calls).toContain('POST apps/:app/machines/:id/start');
  });

  it('waits for the agent, and fails honestly when it stays silent or refuses our token', async () => {
    const silent = await newWorld();
    silent.gatewayAnswers = 'starting';
    await silent.provisioner.request(silent.customer.userId);
    await silent.work();
    expect(await silent.machine()).toMatchObject({ state: 'failed', errorCode: 'gateway_silent' });
    const refusing = await newWorld();
    refusing.gatewayHealth = 'refused';
    await refusing.provisioner.request(refusing.customer.userId);
    await refusing.work();
    expect(await refusing.machine()).toMatchObject({ state: 'failed', errorCode: 'gateway_refused' });
  });

  it('ends up with what the customer has at the end, not at the beginning', async () => {
    const world = await newWorld({ plan: 'starter' });
    world.fly.after = ({ name }) => {
      if (name === 'POST apps/:app/machines') world.customer.plan = 'power';
      return undefined;
    };
    await world.provisioner.request(world.customer.userId);
    await world.work();
    const machine = await world.machine();
    const [live] = world.fly.app(machine.appName).machines;
    expect(machine.plan).toBe('power');
    expect(live?.config?.services?.[0]?.autostop).toBe('off');
    expect(live?.config?.metadata?.[META.machine]).toBe(machine.id);
  });
});
