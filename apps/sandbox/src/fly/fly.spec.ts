import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { config, flyWorld, type Machine } from '../testing/fly-world.js';

describe('the Fly stand-in', () => {
  let fly: Awaited<ReturnType<typeof flyWorld>>;

  beforeAll(async () => {
    fly = await flyWorld();
  });
  afterAll(() => fly.sandbox.close());
  beforeEach(() => fly.reset());

  it('wants a token', async () => {
    for (const authorization of ['', 'Bearer fm2_revoked_token']) {
      const answer = await fly.call('GET /v1/apps/automna-u-1', undefined, { authorization });
      expect([answer.status, answer.body]).toEqual([401, { error: 'Authenticate: token validation error' }]);
    }
  });

  it('creates an app once per idempotency key and refuses a taken name', async () => {
    const app = { name: 'automna-u-2', org_slug: 'personal', idempotency_key: 'k1' };
    const first = await fly.call('POST /v1/apps', app);
    expect(first.status).toBe(201);
    expect((await fly.call('POST /v1/apps', app)).body).toEqual(first.body);
    expect((await fly.call('POST /v1/apps', { ...app, name: 'other' })).status).toBe(422);
    const taken = await fly.call('POST /v1/apps', { name: 'automna-u-2', org_slug: 'personal' });
    expect([taken.status, taken.body['status']]).toEqual([422, 'name_taken']);
    expect((await fly.call('GET /v1/apps?org_slug=personal')).body['total_apps']).toBe(2);
    expect((await fly.call('DELETE /v1/apps/automna-u-2')).status).toBe(202);
    expect((await fly.call('GET /v1/apps/automna-u-2')).status).toBe(404);
  });

  it('assigns addresses, the shared one only once', async () => {
    const path = '/v1/apps/automna-u-1/ip_assignments';
    const shared = await fly.call<{ ip: string }>(`POST ${path}`, { type: 'shared_v4' });
    expect((await fly.call(`POST ${path}`, { type: 'shared_v4' })).body).toEqual(shared.body);
    await fly.call(`POST ${path}`, { type: 'v6' });
    expect((await fly.call<{ ips: unknown[] }>(`GET ${path}`)).body.ips).toHaveLength(2);
    expect((await fly.call(`DELETE ${path}/${shared.body.ip}`)).status).toBe(204);
    expect((await fly.call(`POST ${path}`, { type: 'v5' })).status).toBe(400);
  });

  it('attaches a volume to one machine in its own region, until that is destroyed', async () => {
    const volume = await fly.volumeIn('fra');
    const mounted = { ...config, mounts: [{ volume, path: '/data' }] };
    expect(
      (await fly.call('POST /v1/apps/automna-u-1/machines', { region: 'iad', config: mounted })).status,
    ).toBe(400);
    const machine = await fly.running({ config: mounted });
    expect(machine.region).toBe('fra');
    expect((await fly.call('POST /v1/apps/automna-u-1/machines', { config: mounted })).status).toBe(412);
    const path = `/v1/apps/automna-u-1/volumes/${volume}`;
    expect((await fly.call(`GET ${path}`)).body['attached_machine_id']).toBe(machine.id);
    expect((await fly.call(`DELETE ${path}`)).status).toBe(412);
    expect((await fly.call(`PUT ${path}/extend`, { size_gb: 3 })).body['needs_restart']).toBe(true);
    expect((await fly.call(`PUT ${path}/extend`, { size_gb: 1 })).status).toBe(400);
    await fly.call(`POST ${path}/snapshots`);
    expect((await fly.call<unknown[]>(`GET ${path}/snapshots`)).body).toHaveLength(1);
    await fly.call(`DELETE ${fly.at(machine)}?force=true`);
    await fly.wait(machine, 'destroyed');
    expect((await fly.call(`DELETE ${path}`)).body['state']).toBe('pending_destroy');
    expect((await fly.call('GET /v1/apps/automna-u-1/volumes')).body).toEqual([]);
  });

  it('keeps secrets to itself and hands them to the next boot', async () => {
    const machine = await fly.running();
    const path = '/v1/apps/automna-u-1/secrets';
    const set = await fly.call<{ version: number }>(`POST ${path}`, {
      values: { ANTHROPIC_API_KEY: 'sk-ant-api03-verysecretvalue9999' },
    });
    const printenv = () =>
      fly.call(`POST ${fly.at(machine)}/exec`, { command: ['printenv', 'ANTHROPIC_API_KEY'] });
    expect((await printenv()).body['exit_code']).toBe(1);
    const update = { config, min_secrets_version: set.body.version };
    expect((await fly.call(`POST ${fly.at(machine)}`, { ...update, min_secrets_version: 99 })).status).toBe(
      400,
    );
    await fly.wait((await fly.call<Machine>(`POST ${fly.at(machine)}`, update)).body, 'started');
    expect((await printenv()).body['stdout']).toBe('sk-ant-api03-verysecretvalue9999\n');
    const hash = 'printf %s "$ANTHROPIC_API_KEY" | sha256sum | cut -c1-8';
    const hashed = await fly.call(`POST ${fly.at(machine)}/exec`, { command: ['sh', '-c', hash] });
    expect(hashed.body['stdout']).toMatch(/^[0-9a-f]{8}\n$/);
    const listed = await fly.call(`GET ${path}?show_secrets=true`);
    const log = await fly.call('GET /_sandbox/requests');
    const state = await fly.call('GET /_sandbox/state');
    expect(JSON.stringify([listed.body, log.body, state.body])).not.toContain('verysecret');
    await fly.call(`POST ${path}`, { values: { ANTHROPIC_API_KEY: null } });
    expect((await fly.call(`GET ${path}`)).body).toEqual({ secrets: [] });
    expect((await fly.call(`POST ${path}/GOOD`, { value: 'x' })).status).toBe(201);
    expect((await fly.call(`DELETE ${path}/GOOD`)).status).toBe(200);
    expect((await fly.call(`POST ${path}`, { values: { 'BAD-NAME': 'x' } })).status).toBe(400);
  });

  it('may boot with old secrets unless min_secrets_version asks for the new ones', async () => {
    const machine = await fly.running();
    await fly.call('POST /_sandbox/fly/settings', { secretsLagMs: 60_000 });
    const { body } = await fly.call<{ version: number }>('POST /v1/apps/automna-u-1/secrets', {
      values: { K: 'new' },
    });
    const see = async (extra: object) => {
      await fly.wait(
        (await fly.call<Machine>(`POST ${fly.at(machine)}`, { config, ...extra })).body,
        'started',
      );
      return (await fly.call(`POST ${fly.at(machine)}/exec`, { command: ['printenv', 'K'] })).body['stdout'];
    };
    expect(await see({})).toBe('');
    expect(await see({ min_secrets_version: body.version })).toBe('new\n');
  });

  it('lists the whole organisation in pages', async () => {
    for (let i = 0; i < 3; i++) await fly.create({ skip_launch: true });
    const first = await fly.call<{ machines: unknown[]; next_cursor: string }>(
      'GET /v1/orgs/personal/machines?limit=2',
    );
    const rest = await fly.call<{ machines: unknown[] }>(
      `GET /v1/orgs/personal/machines?limit=2&cursor=${first.body.next_cursor}`,
    );
    expect([first.body.machines.length, rest.body.machines.length]).toEqual([2, 1]);
    expect((await fly.call<{ machines: unknown[] }>('GET /v1/orgs/other/machines')).body.machines).toEqual(
      [],
    );
    await fly.volumeIn('iad');
    expect(
      (await fly.call<{ volumes: unknown[] }>('GET /v1/orgs/personal/volumes')).body.volumes,
    ).toHaveLength(1);
    const page = await fly.call<unknown[]>('GET /v1/apps/automna-u-1/machines?limit=2');
    expect([page.body.length, page.headers.has('fly-next-cursor')]).toEqual([2, true]);
    expect((await fly.call('GET /v1/platform/regions')).status).toBe(200);
    expect((await fly.call('GET /v1/tokens/current')).status).toBe(200);
    expect((await fly.call('POST /v1/apps/automna-u-1/deploy_token', {})).status).toBe(200);
  });

  it('limits each action of each machine, when limits are on', async () => {
    const machine = await fly.create({ skip_launch: true });
    await fly.call('POST /_sandbox/fly/settings', { rateLimits: true });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await fly.call(`GET ${fly.at(machine)}/metadata`)).status);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses).toContain(429);
    for (let i = 0; i < 8; i++) expect((await fly.call(`GET ${fly.at(machine)}`)).status).toBe(200);
  });

  it('runs out of room when told to', async () => {
    const body = {
      error: 'insufficient resources to create new machine in region iad',
      status: 'insufficient_capacity',
    };
    await fly.call('POST /_sandbox/faults', {
      method: 'POST', route: '/v1/apps/:app/machines', match: { region: 'iad' }, times: null, fault: { status: 422, body },
    }); // prettier-ignore
    const full = await fly.call('POST /v1/apps/automna-u-1/machines', { config, region: 'iad' });
    expect([full.status, full.body]).toEqual([422, body]);
    expect((await fly.call('POST /v1/apps/automna-u-1/machines', { config, region: 'ewr' })).status).toBe(
      200,
    );
  });

  it('creates the machine although the answer is lost', async () => {
    await fly.call('POST /_sandbox/faults', {
      method: 'POST',
      route: '/v1/apps/:app/machines',
      fault: { dropAfter: true },
    });
    await expect(fly.create()).rejects.toThrow();
    expect((await fly.call('GET /v1/apps/automna-u-1/machines')).body).toHaveLength(1);
  });
});
