import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnthropicVendor } from '../../anthropic/index.js';
import { startSandbox, type RunningSandbox } from '../../kernel/index.js';
import { flyClient } from '../../testing/fly-client.js';
import { createFlyVendor } from '../index.js';

const ENTRY = join(import.meta.dirname, 'testing/fake-openclaw.mjs');
const TOKEN = { authorization: 'Bearer gateway-token-1' };
const sent = {
  gateway: { mode: 'local', port: 18789, bind: 'lan' },
  agents: { defaults: { workspace: '/data/workspace' } },
  models: { providers: { anthropic: { api: 'anthropic-messages', models: [] } } },
  cron: { enabled: true },
};

interface Machine {
  id: string;
  state: string;
  version: string;
  config: object;
}
interface Rpc {
  payload: Record<string, unknown>;
}

describe('machines that are real gateways', () => {
  let sandbox: RunningSandbox;
  let data: string;
  const call = flyClient(() => sandbox.urls['fly'] ?? '', undefined);

  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'sandbox-openclaw-spec-'));
    const openclaw = { cache: data, data, temporary: true, entry: ENTRY, most: 2 };
    const fly = createFlyVendor({ bootMs: 20, stopMs: 5, rateLimits: false, openclaw });
    sandbox = await startSandbox([createAnthropicVendor(), fly], { ports: {} });
  });
  afterEach(async () => {
    await sandbox.close();
    rmSync(data, { recursive: true, force: true });
  });

  const configWith = (volume: string, openclaw: object) => ({
    image: 'ghcr.io/openclaw/openclaw:2026.9.6',
    env: { OPENCLAW_STATE_DIR: '/data', OPENCLAW_CONFIG_PATH: '/etc/automna/openclaw.json' },
    files: [
      {
        guest_path: '/etc/automna/openclaw.json',
        raw_value: Buffer.from(JSON.stringify(openclaw)).toString('base64'),
      },
    ],
    mounts: [{ volume, path: '/data' }],
    services: [{ protocol: 'tcp', internal_port: 18789, autostop: 'stop', autostart: true }],
  });

  async function launch(app: string, openclaw: object = sent, key = 'key-1') {
    await call('POST /v1/apps', { name: app, org_slug: 'personal' });
    const values = { OPENCLAW_GATEWAY_TOKEN: 'gateway-token-1', ANTHROPIC_API_KEY: key };
    await call(`POST /v1/apps/${app}/secrets`, { values });
    const volume = await call<{ id: string }>(`POST /v1/apps/${app}/volumes`, { name: 'data', size_gb: 1 });
    const config = configWith(volume.body.id, openclaw);
    const made = await call<Machine>(`POST /v1/apps/${app}/machines`, { config });
    if (made.status === 200) await settled(app, made.body.id);
    return { ...made, volume: volume.body.id };
  }
  const settled = (app: string, id: string) =>
    call<Machine>(`GET /v1/apps/${app}/machines/${id}/wait?state=settled&timeout=10`);
  const rpc = async (app: string, method: string) =>
    (await call<Rpc>(`POST /_apps/${app}/api/v1/admin/rpc`, { method }, TOKEN)).body.payload;
  const chat = (app: string) =>
    call<string>(`POST /_apps/${app}/v1/chat/completions`, { messages: [{ content: 'Hello' }] }, TOKEN);
  const fingerprint = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 16);

  it('starts with the secrets and files that were sent, changed for this computer alone', async () => {
    const { body: machine, volume } = await launch('one');
    expect((await chat('one')).body).toBe(`data: ${fingerprint('key-1')}\n\ndata: Hello\n\n`);

    const files = await rpc('one', 'files');
    const config = JSON.parse(String(files['file'])) as typeof sent & { logging: { file: string } };
    expect(files['cwd']).toBe(join(data, 'volumes', volume));
    expect(config.agents.defaults.workspace).toBe(join(data, 'volumes', volume, 'workspace'));
    expect(config.gateway).toMatchObject({ mode: 'local', bind: 'loopback' });
    expect(config.models.providers.anthropic).toMatchObject({ baseUrl: sandbox.urls['anthropic'] });
    expect(config.logging.file).toContain(machine.id);
    expect(files['env']).not.toContain('JEST_WORKER_ID');
    // Without the stand-in for the messengers nothing is known of Discord.
    expect(files['env']).not.toContain('DISCORD_API_URL');
    expect(files['headers']).toMatchObject({ 'x-forwarded-proto': 'https' });
    // Asked for its config it shows what was sent, so that nobody takes our changes for drift.
    const shown = await rpc('one', 'config.get');
    expect(shown['parsed']).toEqual(sent);
    expect(JSON.parse(String(shown['raw']))).toEqual(sent);
  });

  it('boots into an update with the new secret, on the volume as it was', async () => {
    const { body: machine, volume } = await launch('one');
    await chat('one');
    const set = await call<{ version: number }>('POST /v1/apps/one/secrets', {
      values: { ANTHROPIC_API_KEY: 'key-2' },
    });
    const update = {
      config: configWith(volume, { ...sent, cron: { enabled: false } }),
      min_secrets_version: set.body.version,
    };
    await call(`POST /v1/apps/one/machines/${machine.id}`, update);
    await settled('one', machine.id);
    expect((await chat('one')).body).toContain(fingerprint('key-2'));
    expect(await rpc('one', 'cron.status')).toEqual({ enabled: false });
    expect(readdirSync(join(data, 'volumes'))).toEqual([volume]);
    const report = await call<{ gateways: { machine: string; memory: { rssMb: number } }[] }>(
      'GET /_sandbox/fly/openclaw',
    );
    expect(report.body.gateways.map((it) => it.machine)).toEqual([machine.id]);
    expect(report.body.gateways[0]?.memory.rssMb).toBeGreaterThan(10);
  });

  it('runs two at a time and says so to the third, which a stopped one makes room for', async () => {
    const [first, second] = [await launch('one'), await launch('two')];
    const third = await launch('three');
    expect([third.status, (third.body as unknown as { status: string }).status]).toEqual([
      422,
      'insufficient_capacity',
    ]);
    expect(JSON.stringify(third.body)).toContain(`${first.body.id} and ${second.body.id}`);
    expect((await call('GET /v1/apps/three/machines')).body).toEqual([]);

    await call(`POST /v1/apps/one/machines/${first.body.id}/stop`);
    await call(`GET /v1/apps/one/machines/${first.body.id}/wait?state=settled&timeout=10`);
    const again = await launch('four');
    expect(again.status).toBe(200);
    // Its visitor is told why, too.
    const asleep = await call<{ error: { message: string } }>('GET /_apps/one/startupz');
    expect([asleep.status, asleep.body.error.message]).toEqual([
      503,
      expect.stringContaining('at most 2 gateways'),
    ]);
  });

  it('sleeps and wakes for a visitor', async () => {
    const { body: machine } = await launch('one');
    await call('POST /_sandbox/clock', { advanceSeconds: 301 });
    await settled('one', machine.id);
    const report = await call<{ gateways: unknown[] }>('GET /_sandbox/fly/openclaw');
    expect(report.body.gateways).toEqual([]);
    expect((await chat('one')).status).toBe(200);
  });

  it('ends in failed with the exit code of OpenClaw', async () => {
    const { body: machine } = await launch('one', { gateway: {} });
    const path = `GET /v1/apps/one/machines/${machine.id}`;
    await call(`${path}/wait?state=failed&timeout=10`);
    const seen = await call<{ state: string; events: { request?: object }[] }>(path);
    expect(seen.body.state).toBe('failed');
    expect(seen.body.events[0]?.request).toMatchObject({ exit_event: { exit_code: 78 } });
  });

  it('tells of a gateway that dies by itself', async () => {
    const { body: machine } = await launch('one');
    await chat('one');
    await call('POST /_apps/one/exit', 5, TOKEN);
    const path = `GET /v1/apps/one/machines/${machine.id}`;
    expect((await call(`${path}/wait?state=failed&timeout=10`)).status).toBe(200);
    expect((await call('GET /_apps/one/startupz')).status).toBe(502);
  });

  it('runs OpenClaw’s command line with what the gateway has, and nothing else', async () => {
    const { body: machine, volume } = await launch('one');
    const exec = (command: string[]) =>
      call<{ exit_code: number; stdout: string }>(`POST /v1/apps/one/machines/${machine.id}/exec`, {
        command,
      });
    const doctor = await exec(['openclaw', 'doctor', '--fix']);
    const folder = join(data, 'volumes', volume);
    expect(doctor.body).toMatchObject({
      exit_code: 0,
      stdout: `ran doctor --fix in ${folder} with ${folder}\n`,
    });
    expect((await exec(['openclaw', 'fail'])).body.exit_code).toBe(3);
    expect((await exec(['touch', join(data, 'made')])).body.exit_code).toBe(127);
    expect(existsSync(join(data, 'made'))).toBe(false);
    const hash = await exec(['sh', '-c', 'printf %s "$ANTHROPIC_API_KEY" | sha256sum']);
    expect(hash.body.stdout.slice(0, 16)).toBe(fingerprint('key-1'));
  });

  it('is repaired with a command in place of its gateway, and has it back with the next update', async () => {
    const { body: machine, volume } = await launch('one');
    const update = async (init?: object) => {
      const config = { ...configWith(volume, sent), ...(init ? { init } : {}) };
      await call(`POST /v1/apps/one/machines/${machine.id}`, { config });
      await settled('one', machine.id);
    };
    const exec = async (source: string) =>
      (
        await call<{ exit_code: number; stdout: string }>(`POST /v1/apps/one/machines/${machine.id}/exec`, {
          command: ['sh', '-c', source],
        })
      ).body;
    await update({ exec: ['/bin/sleep', '900'] });
    expect((await call('GET /_apps/one/startupz')).status).toBe(502);
    expect((await call<{ gateways: unknown[] }>('GET /_sandbox/fly/openclaw')).body.gateways).toEqual([]);
    const repair = [
      'cp "$OPENCLAW_CONFIG_PATH" /tmp/doctor.json',
      'env OPENCLAW_CONFIG_PATH=/tmp/doctor.json openclaw doctor --fix',
      'chown -R --reference="$OPENCLAW_STATE_DIR" "$OPENCLAW_STATE_DIR"',
    ].join(' && ');
    expect(await exec(repair)).toMatchObject({
      exit_code: 0,
      stdout: expect.stringContaining(`ran doctor --fix in ${join(data, 'volumes', volume)}`),
    });
    expect(existsSync(join(data, 'machines', machine.id, 'tmp/doctor.json'))).toBe(true);
    // Nothing outside of the machine can be reached, wherever a path leads.
    expect((await exec('cp /../../etc/hostname /tmp/x')).exit_code).toBe(1);
    expect((await exec('cp "$PATH" /tmp/x')).exit_code).toBe(1);
    await update();
    expect((await chat('one')).status).toBe(200);
  });

  it.each([
    ['listens to itself only', { gateway: { mode: 'local', port: 18789, bind: 'loopback' } }, '/startupz'],
    [
      'has another port than its service',
      { gateway: { mode: 'local', port: 18790, bind: 'lan' } },
      '/startupz',
    ],
    ['has no service for its webhook', sent, '/telegram-webhook'],
  ])('is not reached where it %s, though this computer could', async (_what, openclaw, path) => {
    await launch('one', openclaw);
    expect((await call(`POST /_apps/one${path}`, {})).status).toBe(502);
  });

  it('leaves nothing behind when machine and volume go, and when the sandbox does', async () => {
    const { body: machine, volume } = await launch('one');
    await call(`DELETE /v1/apps/one/machines/${machine.id}?force=true`);
    await settled('one', machine.id);
    await call(`DELETE /v1/apps/one/volumes/${volume}`);
    const next = await launch('two');
    await chat('two');
    expect(readdirSync(join(data, 'volumes'))).toEqual([next.volume]);
    const { body } = await call<{ gateways: { pid: number }[] }>('GET /_sandbox/fly/openclaw');
    const pid = body.gateways[0]?.pid ?? 0;
    expect(() => process.kill(pid, 0)).not.toThrow();
    await sandbox.close();
    expect(() => process.kill(pid, 0)).toThrow();
    expect(existsSync(data)).toBe(false);
  });
});
