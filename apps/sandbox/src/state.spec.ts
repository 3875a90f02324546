import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Resend } from 'resend';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAnthropicVendor,
  createChannelsVendor,
  createFlyVendor,
  createMailVendor,
  createStripeVendor,
} from './index.js';
import { startSandbox, type RunningSandbox, type Vendor } from './kernel/index.js';
import { encodeState, StateFile, type SandboxState } from './kernel/state-file.js';
import type { FlyState } from './fly/fly.js';
import { flyClient } from './testing/fly-client.js';
import { config, type Machine } from './testing/fly-world.js';

const HOUR_MS = 3_600_000;
const BOT = '/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1';

describe('a restart of the sandbox', () => {
  let folder: string;
  let file: StateFile;
  let sandbox: RunningSandbox | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-restart-'));
    file = new StateFile(join(folder, 'sandbox.state'));
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(...vendors: Vendor[]): Promise<string> {
    await stop();
    sandbox = await startSandbox(vendors, { ports: {}, stateFile: file.path });
    return sandbox.urls[vendors[0]?.name ?? ''] ?? '';
  }
  async function stop(): Promise<void> {
    await sandbox?.close();
    sandbox = undefined;
  }
  /** Changes the file between two processes, as time or another version would have. */
  async function amend(change: (state: SandboxState) => void): Promise<void> {
    await stop();
    const state = file.read();
    if (!state) throw new Error('there is no state file');
    change(state);
    await file.write(encodeState(state));
  }
  const flyState = (state: SandboxState) => state.vendors['fly']?.state as FlyState;
  const json = async (url: string, init?: RequestInit) => (await (await fetch(url, init)).json()) as unknown;
  const post = (url: string, body: unknown) =>
    json(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  describe('at Fly', () => {
    let base = '';
    const call = flyClient(() => base, undefined);
    const paths = { app: '/v1/apps/agent', machines: '/v1/apps/agent/machines' };
    const again = async (options = {}) => {
      base = await start(
        createFlyVendor({ bootMs: 20, stopMs: 5, startupMs: 0, rateLimits: false, ...options }),
      );
    };
    const wait = (machine: Machine, state: string) =>
      call(`GET ${paths.machines}/${machine.id}/wait?state=${state}&version=${machine.version}&timeout=10`);
    const everything = async (machine: Machine) => [
      (await call(`GET ${paths.app}`)).body,
      (await call(`GET ${paths.app}/ip_assignments`)).body,
      (await call(`GET ${paths.app}/secrets`)).body,
      (await call(`GET ${paths.app}/volumes`)).body,
      (await call(`GET ${paths.machines}?include_leases=true`)).body,
      (await call(`GET ${paths.machines}/${machine.id}/events`)).body,
      (await call(`GET ${paths.machines}/${machine.id}/versions`)).body,
    ];

    it('finds apps, secrets, addresses, volumes, leases and running machines as they were', async () => {
      await again();
      const made = await call('POST /v1/apps', {
        name: 'agent',
        org_slug: 'personal',
        idempotency_key: 'k1',
      });
      await call(`POST ${paths.app}/secrets`, {
        values: { ANTHROPIC_API_KEY: 'sk-ant-api03-abcdefghijklmnop' },
      });
      await call(`POST ${paths.app}/ip_assignments`, { type: 'shared_v4' });
      await call(`POST ${paths.app}/volumes`, { name: 'data', region: 'fra', size_gb: 2 });
      const machine = (
        await call<Machine>(`POST ${paths.machines}`, { config, region: 'fra', lease_ttl: 600 })
      ).body;
      await wait(machine, 'started');
      const before = await everything(machine);

      await again();
      expect(await everything(machine)).toEqual(before);
      const printed = await call(`POST ${paths.machines}/${machine.id}/exec`, {
        command: ['printenv', 'ANTHROPIC_API_KEY'],
      });
      expect(printed.body['stdout']).toBe('sk-ant-api03-abcdefghijklmnop\n');
      const retried = await call('POST /v1/apps', {
        name: 'agent',
        org_slug: 'personal',
        idempotency_key: 'k1',
      });
      expect(retried.body).toEqual(made.body);
      expect((await call(`POST ${paths.machines}/${machine.id}/stop`)).status).toBe(409);
      const nonce = { 'fly-machine-lease-nonce': machine.nonce ?? '' };
      expect((await call(`POST ${paths.machines}/${machine.id}/stop`, {}, nonce)).status).toBe(200);
    });

    it.each([
      ['starts', 'start', 'started'],
      ['stops', 'stop', 'stopped'],
      ['suspends', 'suspend', 'suspended'],
      ['is destroyed', 'destroy', 'destroyed'],
    ])('settles a machine that %s while the sandbox ends', async (_what, action, end) => {
      await again();
      await call('POST /v1/apps', { name: 'agent', org_slug: 'personal' });
      const machine = (await call<Machine>(`POST ${paths.machines}`, { config })).body;
      await wait(machine, 'started');
      if (action === 'start') {
        await call(`POST ${paths.machines}/${machine.id}/stop`);
        await wait(machine, 'stopped');
      }
      // So slow that it is still on its way for certain.
      await call('POST /_sandbox/fly/settings', { bootMs: HOUR_MS, stopMs: HOUR_MS });
      if (action === 'destroy') await call(`DELETE ${paths.machines}/${machine.id}?force=true`);
      else await call(`POST ${paths.machines}/${machine.id}/${action}`);
      await amend((state) => {
        const [kept] = flyState(state).machines;
        expect(kept?.next?.at).toBeGreaterThan(Date.now() + HOUR_MS / 2);
        if (kept?.next) kept.next.at = Date.now() - 1;
      });
      await again();
      expect((await wait(machine, end)).body).toMatchObject({ ok: true, state: end });
    });

    it('lets a machine that is not due yet go on waiting', async () => {
      await again({ bootMs: HOUR_MS });
      await call('POST /v1/apps', { name: 'agent', org_slug: 'personal' });
      const machine = (await call<Machine>(`POST ${paths.machines}`, { config })).body;
      await again({ bootMs: 20 });
      expect((await call<Machine>(`GET ${paths.machines}/${machine.id}`)).body.state).toBe('created');
      await amend((state) => expect(flyState(state).machines[0]?.next?.step).toBe('starting'));
    });

    it('keeps settings somebody chose, and takes the others from today’s environment', async () => {
      await again({ bootMs: 20 });
      await call('POST /_sandbox/fly/settings', { idleStopSeconds: 7 });
      await again({ bootMs: 30 });
      expect((await call('GET /_sandbox/fly/settings')).body).toMatchObject({
        bootMs: 30,
        idleStopSeconds: 7,
      });
    });

    it('sorts new versions after old ones even where the clock was set back', async () => {
      await again();
      await call('POST /_sandbox/clock', { setTo: '2040-01-01T00:00:00Z' });
      await call('POST /v1/apps', { name: 'agent', org_slug: 'personal' });
      const old = (await call<Machine>(`POST ${paths.machines}`, { config })).body;
      await again();
      await call('POST /_sandbox/clock', { setTo: '2030-01-01T00:00:00Z' });
      const young = (await call<Machine>(`POST ${paths.machines}`, { config })).body;
      expect([young.version, old.version].sort()).toEqual([old.version, young.version]);
    });
  });

  it('at Stripe: customers, events and idempotency keys', async () => {
    const headers = {
      authorization: 'Bearer sk_test_123456789',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const create = (base: string) =>
      json(`${base}/v1/customers`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': 'ada' },
        body: 'email=ada@example.com',
      }) as Promise<{ id: string }>;
    let base = await start(createStripeVendor());
    const ada = await create(base);
    const events = await json(`${base}/v1/events`, { headers });

    base = await start(createStripeVendor());
    expect(await json(`${base}/v1/customers/${ada.id}`, { headers })).toEqual(ada);
    expect(await json(`${base}/v1/events`, { headers })).toEqual(events);
    expect(await create(base)).toEqual(ada);
  });

  it('at the mail service: mails, idempotency keys and settings', async () => {
    let base = await start(createMailVendor());
    const mail = { from: 'a@b.test', to: 'ada@example.com', subject: 'Hi', html: '<p>Hi</p>' };
    const send = () =>
      new Resend('re_sandbox_1', { baseUrl: base }).emails.send(mail, { idempotencyKey: 'welcome/1' });
    const first = await send();
    const inbox = await json(`${base}/inbox`);

    base = await start(createMailVendor());
    expect(await json(`${base}/inbox`)).toEqual(inbox);
    expect((await send()).data?.id).toBe(first.data?.id);
    await post(`${base}/_sandbox/mail/settings`, { rateLimit: true });

    base = await start(createMailVendor());
    expect(await json(`${base}/_sandbox/state`)).toEqual({ settings: { rateLimit: true }, mails: 1 });
  });

  it('at Anthropic: keys that were changed, models that aged, and what was used', async () => {
    const key = 'sk-ant-api03-demo-0123456789abcdef';
    const headers = {
      'x-api-key': key,
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
    };
    const body = { model: 'claude-opus-5', max_tokens: 20, messages: [{ role: 'user', content: 'Hi' }] };
    const ask = async (base: string) =>
      (await fetch(`${base}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    let base = await start(createAnthropicVendor());
    expect(await ask(base)).toBe(200);
    await post(`${base}/_sandbox/anthropic/keys`, { key, state: 'nocredit' });
    await post(`${base}/_sandbox/anthropic/models`, { id: 'claude-sonnet-5', lifecycle: 'retired' });
    const before = await json(`${base}/_sandbox/state`);
    const models = await json(`${base}/v1/models?limit=50&lifecycle=retired`, { headers });

    base = await start(createAnthropicVendor());
    expect(await ask(base)).toBe(400);
    expect(await json(`${base}/_sandbox/state`)).toEqual(before);
    expect(await json(`${base}/v1/models?limit=50&lifecycle=retired`, { headers })).toEqual(models);
    expect(JSON.stringify(models)).toContain('claude-sonnet-5');
  });

  it('at Telegram: webhooks, also those set or deleted by a GET', async () => {
    const url = 'https://agent.fly.dev/telegram-webhook';
    let base = await start(createChannelsVendor());
    await json(`${base}${BOT}/setWebhook?url=${encodeURIComponent(url)}&max_connections=7`);
    base = await start(createChannelsVendor());
    expect(await json(`${base}${BOT}/getWebhookInfo`)).toMatchObject({ result: { url, max_connections: 7 } });
    await json(`${base}${BOT}/deleteWebhook`);
    base = await start(createChannelsVendor());
    expect(await json(`${base}${BOT}/getWebhookInfo`)).toMatchObject({ result: { url: '' } });
  });
});
