import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { config, flyWorld, type Machine } from '../testing/fly-world.js';

const MACHINES = '/v1/apps/automna-u-1/machines';

describe('troubles of the Fly stand-in', () => {
  let fly: Awaited<ReturnType<typeof flyWorld>>;
  beforeAll(async () => {
    fly = await flyWorld();
  });
  afterAll(() => fly.sandbox.close());
  beforeEach(() => fly.reset());
  const control = (path: string, body: object) => fly.call(`POST /_sandbox/fly/${path}`, body);

  it('has no room in a full region, and room elsewhere; what is there keeps working', async () => {
    const machine = await fly.running({ region: 'iad' });
    await control('regions', { region: 'iad', full: true });
    const refused = await fly.call(`POST ${MACHINES}`, { config, region: 'iad' });
    expect([refused.status, refused.body['status']]).toEqual([422, 'insufficient_capacity']);
    const volume = await fly.call('POST /v1/apps/automna-u-1/volumes', { name: 'data', region: 'iad' });
    expect([volume.status, volume.body['status']]).toEqual([422, 'volume_placement_capacity']);
    expect((await fly.call<unknown[]>(`GET ${MACHINES}`)).body).toHaveLength(1);
    expect((await fly.call(`POST ${MACHINES}`, { config, region: 'fra' })).status).toBe(200);
    expect((await fly.call(`POST ${fly.at(machine)}/restart`)).status).toBe(200);
    await control('regions', { region: 'iad', full: false });
    expect((await fly.call(`POST ${MACHINES}`, { config, region: 'iad' })).status).toBe(200);
  });

  it('answers 408 after having acted, as often as asked', async () => {
    await control('late-answers', { method: 'POST', route: '/v1/apps/:app/machines' });
    const late = await fly.call(`POST ${MACHINES}`, { name: 'agent', config });
    expect([late.status, late.body['error']]).toEqual([408, expect.stringContaining('deadline_exceeded')]);
    const { body: machines } = await fly.call<{ name: string }[]>(`GET ${MACHINES}`);
    expect(machines.map(({ name }) => name)).toEqual(['agent']);
    expect((await fly.call(`POST ${MACHINES}`, { name: 'second', config })).status).toBe(200);

    // A refusal comes as it is, and is no late answer.
    await control('late-answers', { route: '/v1/apps', times: null });
    expect((await fly.call('POST /v1/apps', { name: 'taken-1', org_slug: 'personal' })).status).toBe(422);
    expect((await fly.call('GET /v1/apps/automna-u-1')).status).toBe(408);
    expect((await fly.call('GET /v1/apps/automna-u-1')).status).toBe(408);
    await fly.reset();
    expect((await fly.call('GET /v1/apps/automna-u-1')).status).toBe(200);
  });

  it('reaches nothing on an unreachable host, and knows only a part of its config', async () => {
    const machine = await fly.running({ config: { ...config, env: { A: '1' }, metadata: { user: 'u1' } } });
    await control(`machines/${machine.id}`, { host_status: 'unreachable' });
    const seen = await fly.call<Machine & { incomplete_config: object }>(`GET ${fly.at(machine)}`);
    expect(seen.body).toMatchObject({
      host_status: 'unreachable',
      state: 'started',
      version: machine.version,
    });
    expect(seen.body.config).toBeUndefined();
    expect(seen.body.incomplete_config).toMatchObject({ metadata: { user: 'u1' } });
    expect(seen.body.incomplete_config).not.toHaveProperty('env');
    for (const [path, body] of [
      ['', { config }],
      ['/stop', {}],
      ['/restart', {}],
      ['/lease', { ttl: 10 }],
      ['/exec', { command: ['true'] }],
    ] as const) {
      expect((await fly.call(`POST ${fly.at(machine)}${path}`, body)).status).toBe(408);
    }
    expect((await fly.call('GET /_apps/automna-u-1/healthz')).status).toBe(503);
    await control(`machines/${machine.id}`, { host_status: 'ok' });
    const back = await fly.call<Machine>(`GET ${fly.at(machine)}`);
    expect([back.body.version, back.body.config.env]).toEqual([machine.version, { A: '1' }]);
    expect((await fly.call(`POST ${fly.at(machine)}/restart`)).status).toBe(200);
  });

  it('says what is wrong with a trouble nobody can make', async () => {
    for (const [path, body, text] of [
      ['regions', { region: 'moon', full: true }, 'There is no region "moon".'],
      ['regions', { region: 'iad' }, 'full must be true or false.'],
      ['late-answers', { route: 'v1' }, 'route must start with "/"'],
      ['late-answers', { route: '/v1', method: 7 }, 'method must be a string'],
    ] as const) {
      const refused = await control(path, body);
      expect([refused.status, refused.body['error']]).toEqual([400, expect.stringContaining(text)]);
    }
  });
});
