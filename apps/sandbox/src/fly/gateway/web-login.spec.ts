import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type RunningSandbox } from '../../kernel/index.js';
import { flyClient } from '../../testing/fly-client.js';
import { createFlyVendor } from '../index.js';

interface Rpc {
  ok: boolean;
  payload: { message: string; connected?: boolean; qrDataUrl?: string };
  error?: { code: string; message: string };
}

const PNG = expect.stringMatching(/^data:image\/png;base64,[\w+/=]+$/);
const NO_QR = 'data:image/png;base64,';
const TOKEN = { authorization: 'Bearer gateway-token-1' };
const openclaw = (channels: object) => ({
  gateway: { mode: 'local' },
  plugins: { entries: { 'admin-http-rpc': { enabled: true } } },
  channels,
});

describe('linking WhatsApp with an agent', () => {
  let folder: string;
  let sandbox: RunningSandbox;
  let id: string;
  const call = flyClient(() => sandbox.urls['fly'] ?? '', undefined);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-whatsapp-spec-'));
    await start();
    await call('POST /v1/apps', { name: 'agent', org_slug: 'personal' });
    await call('POST /v1/apps/agent/secrets', { values: { OPENCLAW_GATEWAY_TOKEN: 'gateway-token-1' } });
  });
  afterEach(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    const fly = createFlyVendor({ bootMs: 20, stopMs: 5, startupMs: 0, rateLimits: false });
    sandbox = await startSandbox([fly], { ports: {}, stateFile: join(folder, 'state') });
  }
  async function machine(options: { volume?: boolean; channels?: object; init?: object } = {}) {
    const { volume = true, channels = { whatsapp: { enabled: true } }, init } = options;
    const made = await call<{ id: string }>('POST /v1/apps/agent/volumes', { name: 'data', size_gb: 1 });
    const raw_value = Buffer.from(JSON.stringify(openclaw(channels))).toString('base64');
    const config = {
      image: 'openclaw:1',
      ...(init ? { init } : {}),
      files: [{ guest_path: '/etc/openclaw.json', raw_value }],
      services: [{ protocol: 'tcp', internal_port: 18789, autostart: true }],
      ...(volume ? { mounts: [{ volume: made.body.id, path: '/data' }] } : {}),
    };
    id = (await call<{ id: string }>('POST /v1/apps/agent/machines', { config })).body.id;
    await settled();
  }
  const settled = () => call(`GET /v1/apps/agent/machines/${id}/wait?state=settled&timeout=5`);
  const rpc = (method: string, params: object = {}) =>
    call<Rpc>('POST /_apps/agent/api/v1/admin/rpc', { method, params }, TOKEN);
  const begin = async (extra: object = {}) =>
    (await rpc('web.login.start', { channel: 'whatsapp', timeoutMs: 20_000, ...extra })).body.payload;
  /** As a control plane looks that keeps nothing: any other code than the one shown answers at once. */
  const look = async () =>
    (await rpc('web.login.wait', { channel: 'whatsapp', timeoutMs: 1_000, currentQrDataUrl: NO_QR })).body
      .payload;
  const phone = (act: object) => call(`POST /_sandbox/fly/machines/${id}/whatsapp`, act);
  const whatsapp = async () => {
    const { payload } = (await rpc('channels.status')).body as unknown as {
      payload: { channels: Record<string, object> };
    };
    return payload.channels['whatsapp'];
  };
  const restart = async () => {
    await call(`POST /v1/apps/agent/machines/${id}/restart`);
    await settled();
  };

  it('shows a code, is scanned, and tells so once', async () => {
    await machine();
    expect(await look()).toEqual({
      connected: false,
      message: 'No active WhatsApp login in progress.',
    });
    expect(await whatsapp()).toMatchObject({ linked: false, running: false, statusState: 'not-linked' });
    const shown = await begin();
    expect(shown).toEqual({ qrDataUrl: PNG, message: 'Scan this QR in WhatsApp → Linked Devices.' });
    expect(await begin()).toMatchObject({ qrDataUrl: shown.qrDataUrl });
    expect(await look()).toMatchObject({ connected: false, qrDataUrl: shown.qrDataUrl });

    expect((await phone({ scan: true, as: '+4915112345678' })).body).toEqual({
      id,
      linked: true,
      as: '+4915112345678',
    });
    expect(await whatsapp()).toMatchObject({ linked: true, running: false, statusState: 'linked' });
    expect(await look()).toEqual({ connected: true, message: expect.stringContaining('Linked') });
    expect(await whatsapp()).toMatchObject({
      ...{ linked: true, running: true, connected: true },
      self: { e164: '+4915112345678', jid: '4915112345678@s.whatsapp.net' },
    });
    expect(await look()).toMatchObject({ connected: false });
    expect(await begin()).toEqual({ message: expect.stringContaining('already linked (+4915112345678)') });
  });

  it('answers a wait as soon as the phone scans, and with nothing when the time is up', async () => {
    await machine();
    const { qrDataUrl } = await begin();
    const params = { currentQrDataUrl: qrDataUrl, timeoutMs: 30_000 };
    const waiting = rpc('web.login.wait', params);
    const late = await rpc('web.login.wait', { ...params, timeoutMs: 1 });
    expect(late.body.payload).toEqual({
      connected: false,
      message: expect.stringContaining('Still waiting'),
    });
    await phone({ scan: true });
    expect((await waiting).body.payload.connected).toBe(true);
  });

  it('renews the code after a minute, then every twenty seconds, six codes in all', async () => {
    await machine();
    const codes = new Set([(await begin()).qrDataUrl]);
    sandbox.clock.advance(59);
    expect(codes).toContain((await look()).qrDataUrl);
    for (const seconds of [1, 20, 20, 20, 20]) {
      sandbox.clock.advance(seconds);
      codes.add((await look()).qrDataUrl);
    }
    expect(codes.size).toBe(6);
    expect(codes).not.toContain(undefined);
    sandbox.clock.advance(20);
    expect((await phone({ scan: true })).status).toBe(400);
    expect(await look()).toEqual({ connected: false, message: expect.stringContaining('login failed') });
    expect(await look()).toMatchObject({ message: 'No active WhatsApp login in progress.' });
    expect(codes).not.toContain((await begin()).qrDataUrl);
    sandbox.clock.advance(180);
    expect(await look()).toMatchObject({ message: expect.stringContaining('expired') });
  });

  it('keeps its link on the volume over a boot, and forgets a code that was being shown', async () => {
    await machine();
    await begin();
    await restart();
    expect(await look()).toMatchObject({ message: 'No active WhatsApp login in progress.' });
    await begin();
    await phone({ scan: true });
    await restart();
    expect(await whatsapp()).toMatchObject({ linked: true, running: true });
  });

  it('loses the link of a machine without a volume with its next boot', async () => {
    await machine({ volume: false });
    await begin();
    await phone({ scan: true });
    expect(await whatsapp()).toMatchObject({ linked: true });
    await restart();
    expect(await whatsapp()).toMatchObject({ linked: false });
  });

  it('remembers the link and a code being shown over a restart of the sandbox', async () => {
    await machine();
    const { qrDataUrl } = await begin();
    await sandbox.close();
    await start();
    expect(await look()).toMatchObject({ qrDataUrl });
    await phone({ scan: true });
    await sandbox.close();
    await start();
    expect(await look()).toMatchObject({ connected: true });
    expect(await whatsapp()).toMatchObject({ linked: true, running: true });
  });

  it('is thrown out by the phone, also asleep, and can be linked with another', async () => {
    await machine();
    expect((await phone({ logout: true })).status).toBe(400);
    await begin();
    await phone({ scan: true });
    await look();
    await call(`POST /_sandbox/fly/machines/${id}`, { state: 'stopped' });
    expect((await phone({ scan: true })).status).toBe(400);
    expect((await phone({ logout: true })).body).toEqual({ id, linked: false, as: null });
    expect(await whatsapp()).toMatchObject({ linked: false, self: { e164: null } });
    const again = await begin();
    await phone({ scan: true, as: '+33612345678' });
    await look();
    const forced = await begin({ force: true });
    expect(forced.qrDataUrl).not.toBe(again.qrDataUrl);
    expect(await whatsapp()).toMatchObject({ linked: false });
  });

  it('refuses what the agent refuses, in its words', async () => {
    await machine({ channels: { telegram: { enabled: true }, whatsapp: { enabled: false } } });
    const refused = async (params: object, method = 'web.login.start') => {
      const { status, body } = await rpc(method, params);
      expect([status, body.ok, body.error?.code]).toEqual([400, false, 'INVALID_REQUEST']);
      return body.error?.message;
    };
    expect(await refused({ channel: 'whatsapp' })).toContain('provider is not available');
    expect(await refused({ channel: 'telegram' })).toContain('not supported by provider telegram');
    expect(await refused({ channel: '' })).toContain('at /channel');
    expect(await refused({ timeoutMs: -1 })).toContain('at /timeoutMs');
    expect(await refused({ sessionKey: 'x' })).toContain("unexpected property 'sessionKey'");
    const svg = { currentQrDataUrl: 'data:image/svg+xml;base64,' };
    expect(await refused(svg, 'web.login.wait')).toContain('at /currentQrDataUrl');
  });

  it.each([
    [{}, 'Send {'],
    [{ scan: true, logout: true }, 'Send {'],
    [{ logout: true, as: '+33612345678' }, 'Send {'],
    [{ scan: true, as: '0151' }, 'phone number'],
    [{ scan: true, with: 'x' }, 'with'],
    [{ scan: true }, 'shows no code'],
  ])('tells whoever plays the phone what is wrong with %j', async (act, words) => {
    await machine();
    const answer = await phone(act);
    expect([answer.status, answer.body['error']]).toEqual([400, expect.stringContaining(words)]);
  });

  it('has no gateway on a machine that was given something else to do', async () => {
    await machine({ init: { exec: ['/bin/sleep', '900'] } });
    const door = await call<{ error: { message: string } }>('GET /_apps/agent/healthz');
    expect([door.status, door.body.error.message]).toEqual([502, expect.stringContaining('nothing listens')]);
    const exec = await call(`POST /v1/apps/agent/machines/${id}/exec`, { command: ['echo', 'here'] });
    expect(exec.body).toMatchObject({ exit_code: 0, stdout: 'here\n' });
    const bad = { config: { image: 'openclaw:1', init: { exec: 'sleep 900' } } };
    expect((await call(`POST /v1/apps/agent/machines/${id}`, bad)).status).toBe(400);
  });
});
