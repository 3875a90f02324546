import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createAnthropicVendor } from '../../anthropic/index.js';
import { startSandbox, type RunningSandbox } from '../../kernel/index.js';
import { flyClient } from '../../testing/fly-client.js';
import { createFlyVendor } from '../index.js';

interface Machine {
  id: string;
  version: string;
}

const GOOD = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123';
const agentConfig = {
  gateway: { mode: 'local', http: { endpoints: { chatCompletions: { enabled: true } } } },
  plugins: { entries: { 'admin-http-rpc': { enabled: true } } },
  agents: { defaults: { model: { primary: 'anthropic/claude-sonnet-4-6' }, heartbeat: { every: '0m' } } },
  channels: {
    telegram: { enabled: true, botToken: '123456:secret-bot-token', webhookSecret: '${HOOK_SECRET}' },
    whatsapp: { enabled: true },
  },
};

describe('the agent behind a Fly app', () => {
  let sandbox: RunningSandbox;
  const call = flyClient(() => sandbox.urls['fly'] ?? '', undefined);

  beforeAll(async () => {
    const fly = createFlyVendor({ bootMs: 20, stopMs: 5, startupMs: 0, rateLimits: false });
    sandbox = await startSandbox([createAnthropicVendor(), fly], { ports: {} });
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    await call('POST /_sandbox/reset?all=1');
    await call('POST /v1/apps', { name: 'agent', org_slug: 'personal' });
  });

  /** A machine with a key, started; `config` null means no openclaw.json at all. */
  async function machine(
    options: { key?: string; config?: object | null; service?: object; skip?: boolean } = {},
  ) {
    const secrets = {
      OPENCLAW_GATEWAY_TOKEN: 'gateway-token-1',
      ANTHROPIC_API_KEY: options.key ?? GOOD,
      HOOK_SECRET: 'hook',
    };
    await call('POST /v1/apps/agent/secrets', { values: secrets });
    const raw = Buffer.from(JSON.stringify(options.config ?? agentConfig)).toString('base64');
    const files = options.config === null ? [] : [{ guest_path: '/data/openclaw.json', raw_value: raw }];
    const service = {
      protocol: 'tcp',
      internal_port: 18789,
      autostop: 'stop',
      autostart: true,
      ...options.service,
    };
    const config = { image: 'openclaw:1', files, services: [service] };
    const made = await call<Machine>('POST /v1/apps/agent/machines', { config, skip_launch: options.skip });
    if (!options.skip) await call(`GET /v1/apps/agent/machines/${made.body.id}/wait?state=settled&timeout=5`);
    return made.body;
  }
  const bearer = (token = 'gateway-token-1') => ({ authorization: `Bearer ${token}` });
  const chat = (extra: object = {}) =>
    call(
      'POST /_apps/agent/v1/chat/completions',
      { model: 'openclaw', messages: [{ role: 'user', content: 'Hello' }], ...extra },
      bearer(),
    );
  const rpc = async (method: string, params: object = {}) =>
    call<{ ok: boolean; payload: Record<string, unknown>; error?: { code: string } }>(
      'POST /_apps/agent/api/v1/admin/rpc', { method, params }, bearer(),
    ); // prettier-ignore

  it('is not there without a machine', async () => {
    expect((await call('GET /_apps/agent/healthz')).status).toBe(404);
    expect((await call('GET /_apps/nobody/healthz')).status).toBe(404);
  });

  it('lives at once and says started a little later', async () => {
    await call('POST /_sandbox/fly/settings', { startupMs: 60_000 });
    const { id } = await machine();
    expect((await call('GET /_apps/agent/healthz')).body).toEqual({ ok: true, status: 'live' });
    const early = await call('GET /_apps/agent/startupz');
    expect([early.status, early.body['status']]).toEqual([503, 'starting']);
    await call('POST /_sandbox/fly/settings', { startupMs: 0 });
    await call(`POST /_sandbox/fly/machines/${id}`, { state: 'started' });
    const body = { ok: true, status: 'started', version: '2026.9.6', uptimeMs: expect.any(Number) };
    expect((await call('GET /_apps/agent/startupz')).body).toEqual(body);
    expect((await call('GET /_apps/agent/readyz')).body).toEqual({ ready: true, failing: [] });
  });

  it('answers a chat with the key of the machine and counts what it used', async () => {
    await machine();
    const answer = await chat();
    expect(answer.body).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: expect.stringContaining('Hello') } }],
      usage: { prompt_tokens: expect.any(Number) },
    });
    const cost = await rpc('usage.cost', { days: 30 });
    expect(cost.body.payload['totals']).toMatchObject({
      totalTokens: expect.any(Number),
      totalCost: expect.any(Number),
    });
    expect((cost.body.payload['daily'] as unknown[]).length).toBe(1);
  });

  it('streams a chat', async () => {
    await machine();
    const answer = await fetch(`${sandbox.urls['fly']}/_apps/agent/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer() },
      body: JSON.stringify({
        stream: true,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      }),
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const text = await answer.text();
    expect(text).toContain('"object":"chat.completion.chunk"');
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  it.each([
    ['revoked', 401, 'authentication_error'],
    ['nocredit', 400, 'insufficient_quota'],
    ['billing', 402, 'insufficient_quota'],
    ['overloaded', 529, 'overloaded_error'],
    ['drop', 408, 'timeout_error'],
  ])('shows a %s key as %i %s', async (word, status, type) => {
    await machine({ key: `sk-ant-api03-${word}-abcdefghijklmnopqrstuvwxyz` });
    const answer = await chat();
    expect([answer.status, (answer.body['error'] as { type: string }).type]).toEqual([status, type]);
    const logs = (await rpc('logs.tail')).body.payload['lines'] as string[];
    expect(logs.at(-1)).toContain('model_fallback_decision');
  });

  it('asks the address in its config, on this machine only', async () => {
    const provider = { baseUrl: `${sandbox.urls['anthropic']}`, api: 'anthropic-messages' };
    await machine({ config: { ...agentConfig, models: { providers: { anthropic: provider } } } });
    expect((await chat()).status).toBe(200);
    await call('POST /_sandbox/reset');
    await call('POST /v1/apps', { name: 'agent', org_slug: 'personal' });
    const outside = { ...provider, baseUrl: 'https://api.anthropic.com' };
    await machine({ config: { ...agentConfig, models: { providers: { anthropic: outside } } } });
    expect((await chat()).status).toBe(400);
  });

  it('wants the gateway token', async () => {
    await machine();
    for (const path of ['v1/chat/completions', 'api/v1/admin/rpc']) {
      expect((await call(`POST /_apps/agent/${path}`, {}, bearer('wrong'))).status).toBe(401);
    }
  });

  it('answers RPC with its config redacted and its channels', async () => {
    await machine();
    expect((await rpc('health')).body).toMatchObject({
      ok: true,
      payload: { ok: true, heartbeatSeconds: 0 },
    });
    expect((await rpc('status')).status).toBe(200);
    const config = await rpc('config.get');
    expect(JSON.stringify(config.body)).not.toContain('secret-bot-token');
    expect((await rpc('channels.status')).body.payload['channels']).toMatchObject({
      telegram: { running: true },
      whatsapp: { linked: false, statusState: 'not-linked' },
    });
    const bad = await rpc('sessions.list');
    expect([bad.status, bad.body.error?.code]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('has only the doors its config opens', async () => {
    await machine({ config: { gateway: { mode: 'local' } } });
    expect((await chat()).status).toBe(404);
    expect((await rpc('health')).status).toBe(404);
  });

  it('refuses to start with a config without gateway.mode', async () => {
    const { id } = await machine({ config: { gateway: {} } });
    expect((await call(`GET /v1/apps/agent/machines/${id}`)).body['state']).toBe('failed');
  });

  it('wakes for a request when autostart is on, and not when it is off', async () => {
    const { id } = await machine();
    await call(`POST /_sandbox/fly/machines/${id}`, { state: 'stopped' });
    expect((await call('GET /_apps/agent/healthz')).status).toBe(200);
    await call('POST /_sandbox/reset');
    await call('POST /v1/apps', { name: 'agent', org_slug: 'personal' });
    const sleeper = await machine({ service: { autostart: false } });
    await call(`POST /_sandbox/fly/machines/${sleeper.id}`, { state: 'stopped' });
    expect((await call('GET /_apps/agent/healthz')).status).toBe(503);
  });

  it('takes Telegram updates with the right secret only', async () => {
    await machine();
    const update = (secret: string) =>
      call(
        'POST /_apps/agent/telegram-webhook',
        { update_id: 1 },
        { 'x-telegram-bot-api-secret-token': secret },
      );
    expect((await update('hook')).headers.get('x-openclaw-delivery-accepted')).toBe('durable');
    expect((await update('guess')).status).toBe(401);
  });

  it('falls asleep after a while without traffic, if it may', async () => {
    const { id } = await machine();
    await call('POST /_sandbox/clock', { advanceSeconds: 299 });
    expect((await call(`GET /v1/apps/agent/machines/${id}`)).body['state']).toBe('started');
    await call('POST /_sandbox/clock', { advanceSeconds: 2 });
    expect((await call(`GET /v1/apps/agent/machines/${id}`)).body['state']).toMatch(/^stopp(ing|ed)$/);
  });
});
