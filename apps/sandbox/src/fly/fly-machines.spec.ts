import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { config, flyWorld, services, type Machine } from '../testing/fly-world.js';

const LIFE = [
  ...['created', 'starting', 'started', 'stopping', 'stopped'],
  ...['starting', 'started', 'suspending', 'suspended'],
  ...['starting', 'started', 'restarting', 'starting', 'started'],
];

describe('machines of the Fly stand-in', () => {
  let fly: Awaited<ReturnType<typeof flyWorld>>;

  beforeAll(async () => {
    fly = await flyWorld();
  });
  afterAll(() => fly.sandbox.close());
  beforeEach(() => fly.reset());

  it('takes a machine through its life', async () => {
    const machine = await fly.create();
    expect(machine.state).toBe('created');
    await fly.wait(machine, 'started');
    const seen = await fly.call<Machine>(`GET ${fly.at(machine)}`);
    expect(seen.body.events.map((event) => event.status)).toEqual(['started', 'starting', 'created']);
    expect(
      (await fly.call(`POST ${fly.at(machine)}/stop`, { signal: 'SIGTERM', timeout: '10s' })).body,
    ).toEqual({
      ok: true,
    });
    await fly.wait(machine, 'stopped');
    expect((await fly.call(`POST ${fly.at(machine)}/start`)).body['previous_state']).toBe('stopped');
    await fly.wait(machine, 'started');
    await fly.call(`POST ${fly.at(machine)}/suspend`);
    await fly.wait(machine, 'suspended');
    await fly.call(`POST ${fly.at(machine)}/start`);
    await fly.wait(machine, 'started');
    await fly.call(`POST ${fly.at(machine)}/restart`);
    await fly.wait(machine, 'started');
    const { body: events } = await fly.call<{ status: string }[]>(`GET ${fly.at(machine)}/events?limit=50`);
    // Its history, because a state in passing is gone before a busy computer looks.
    expect(events.map((event) => event.status).reverse()).toEqual(LIFE);
    expect((await fly.call(`DELETE ${fly.at(machine)}`)).status).toBe(412);
    expect((await fly.call(`DELETE ${fly.at(machine)}?force=true`)).status).toBe(200);
    await fly.wait(machine, 'destroyed');
    expect((await fly.call('GET /v1/apps/automna-u-1/machines')).body).toEqual([]);
    expect((await fly.call('GET /v1/apps/automna-u-1/machines?include_deleted=true')).body).toHaveLength(1);
  });

  it('waits: 408 when nothing comes, 400 for stopped without a version', async () => {
    const machine = await fly.create({ config: { ...config, image: 'registry.fly.io/agent:sandbox-stuck' } });
    const late = await fly.call(`GET ${fly.at(machine)}/wait?state=started&timeout=1`);
    expect([late.status, late.body['error']]).toEqual([408, expect.stringContaining('currently starting')]);
    expect((await fly.call(`GET ${fly.at(machine)}/wait?state=stopped`)).status).toBe(400);
    expect((await fly.call(`GET ${fly.at(machine)}/wait?state=happy`)).status).toBe(400);
  });

  it('ends in failed when the image crashes', async () => {
    const machine = await fly.create({ config: { ...config, image: 'registry.fly.io/agent:sandbox-crash' } });
    expect((await fly.call(`GET ${fly.at(machine)}/wait?state=settled&timeout=5`)).body['state']).toBe(
      'failed',
    );
  });

  it('reads autostop back as a boolean and refuses unknown fields', async () => {
    const machine = await fly.create({ skip_launch: true });
    expect(machine.config.services?.[0]?.autostop).toBe(true);
    const off = await fly.call<Machine>(`POST ${fly.at(machine)}`, {
      skip_launch: true,
      config: { ...config, services: [{ ...services[0], autostop: 'off' }] },
    });
    expect(off.body.config.services?.[0]?.autostop).toBe(false);
    for (const wrong of [
      { ...config, auto_stop_machines: true },
      { ...config, services: [{ ...services[0], auto_stop: true }] },
      { ...config, services: [{ ...services[0], autostop: 'later' }] },
      { ...config, guest: { cpu_kind: 'shared', cpus: 1, memory_mb: 4096 } },
      { ...config, env: { N: 1 } },
      { env: {} },
    ]) {
      expect((await fly.call('POST /v1/apps/automna-u-1/machines', { config: wrong })).status).toBe(400);
    }
  });

  it('replaces the whole config on update, with a new version and a reboot', async () => {
    const machine = await fly.running({ config: { ...config, env: { A: '1' }, metadata: { user: 'u1' } } });
    const update = { config: { ...config, env: { B: '2' } }, current_version: machine.version };
    const updated = await fly.call<Machine>(`POST ${fly.at(machine)}`, update);
    expect(updated.body.version).not.toBe(machine.version);
    expect([updated.body.config.env, updated.body.config.metadata]).toEqual([{ B: '2' }, undefined]);
    expect(updated.body.state).toBe('updating');
    expect((await fly.wait(updated.body, 'started')).status).toBe(200);
    const stale = await fly.call(`POST ${fly.at(machine)}`, update);
    expect(stale.status).toBe(409);
    expect((await fly.call<unknown[]>(`GET ${fly.at(machine)}/versions`)).body).toHaveLength(2);
    expect(
      (await fly.call<Machine>(`GET ${fly.at(machine)}?version=${machine.version}`)).body.config.env,
    ).toEqual({
      A: '1',
    });
    expect((await fly.call(`POST ${fly.at(machine)}`, { config, region: 'fra' })).status).toBe(400);
  });

  it('lets only the holder of the lease change the machine', async () => {
    const machine = await fly.running();
    const lease = await fly.call<{ data: { nonce: string } }>(`POST ${fly.at(machine)}/lease`, {
      ttl: 60,
      description: 'test',
    });
    expect(lease.status).toBe(201);
    const nonce = { 'fly-machine-lease-nonce': lease.body.data.nonce };
    expect((await fly.call(`POST ${fly.at(machine)}/lease?ttl=5`)).status).toBe(409);
    expect((await fly.call(`POST ${fly.at(machine)}`, { config })).status).toBe(409);
    expect((await fly.call(`POST ${fly.at(machine)}/stop`)).status).toBe(409);
    expect((await fly.call(`POST ${fly.at(machine)}/lease?ttl=90`, undefined, nonce)).status).toBe(201);
    expect((await fly.call(`POST ${fly.at(machine)}`, { config }, nonce)).status).toBe(200);
    expect((await fly.call<{ data: object }>(`GET ${fly.at(machine)}/lease`)).body.data).not.toHaveProperty(
      'nonce',
    );
    fly.sandbox.clock.advance(91);
    expect((await fly.call(`GET ${fly.at(machine)}/lease`)).status).toBe(404);
    expect((await fly.call(`POST ${fly.at(machine)}/stop`)).status).toBe(200);
    const again = await fly.create({ lease_ttl: 30, skip_launch: true });
    expect(again.nonce).toEqual(expect.any(String));
    const mine = { 'fly-machine-lease-nonce': again.nonce ?? '' };
    expect((await fly.call(`DELETE ${fly.at(again)}/lease`, undefined, mine)).body['status']).toBe('success');
  });

  it('finds machines by metadata, which changes without a restart', async () => {
    const machine = await fly.running({ config: { ...config, metadata: { user: 'u1' } } });
    expect((await fly.call('GET /v1/apps/automna-u-1/machines?metadata.user=u1')).body).toHaveLength(1);
    expect((await fly.call('GET /v1/apps/automna-u-1/machines?metadata.user=u2')).body).toEqual([]);
    expect((await fly.call(`POST ${fly.at(machine)}/metadata/plan`, { value: 'pro' })).status).toBe(204);
    const patch = { metadata: { user: 'u3', plan: null }, machine_version: machine.version };
    expect((await fly.call(`PATCH ${fly.at(machine)}/metadata`, patch)).status).toBe(204);
    expect(
      (await fly.call(`PATCH ${fly.at(machine)}/metadata`, { ...patch, machine_version: 'old' })).status,
    ).toBe(412);
    expect((await fly.call(`GET ${fly.at(machine)}/metadata`)).body).toEqual({ user: 'u3' });
    expect((await fly.call(`GET ${fly.at(machine)}/metadata/plan`)).status).toBe(404);
    expect((await fly.call<Machine>(`GET ${fly.at(machine)}`)).body).toMatchObject({
      state: 'started',
      version: machine.version,
    });
  });
});
