import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allVendors, startSandbox, type RunningSandbox } from './index.js';
import { flyClient } from './testing/fly-client.js';

/** How each vendor writes an error with this status. */
const SHAPES: Record<string, (status: number) => unknown> = {
  stripe: () => ({ error: { type: 'invalid_request_error', message: expect.any(String) } }),
  anthropic: () => ({ type: 'error', error: { type: expect.any(String), message: expect.any(String) } }),
  fly: () => ({ error: expect.any(String) }),
  mail: (statusCode) => ({ statusCode, message: expect.any(String), name: expect.any(String) }),
  channels: (error_code) => ({ ok: false, error_code, description: expect.any(String) }),
};
/** A door that takes a body, and what opens it. */
const DOORS: Record<string, [path: string, headers: Record<string, string>]> = {
  stripe: ['/v1/customers', { authorization: 'Bearer sk_test_123456789' }],
  anthropic: [
    '/v1/messages',
    { 'x-api-key': 'sk-ant-api03-0123456789abcdef', 'anthropic-version': '2023-06-01' },
  ],
  fly: ['/v1/apps', { authorization: 'Bearer fm2_12345678' }],
  mail: ['/emails', { authorization: 'Bearer re_12345678' }],
  channels: ['/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1/setWebhook', {}],
};
const VENDORS = Object.keys(DOORS);
const JSON_TYPE = { 'content-type': 'application/json' };
const DEEP = '['.repeat(50_000) + ']'.repeat(50_000);

describe('the sandbox under somebody who breaks things', () => {
  let sandbox: RunningSandbox;
  const url = (vendor: string, path = DOORS[vendor]?.[0] ?? '') => `${sandbox.urls[vendor]}${path}`;

  beforeAll(async () => {
    const fly = { bootMs: 20, stopMs: 5, startupMs: 0, rateLimits: false };
    sandbox = await startSandbox(allVendors({ fly }), { ports: {} });
  });
  afterAll(() => sandbox.close());

  async function refused(vendor: string, statuses: number[], path: string, init: RequestInit = {}) {
    const [, opens] = DOORS[vendor] ?? ['', {}];
    const answer = await fetch(url(vendor, path), { ...init, headers: { ...opens, ...init.headers } });
    const body = (await answer.json()) as unknown;
    expect(statuses).toContain(answer.status);
    expect(body).toMatchObject(SHAPES[vendor]?.(answer.status) as object);
  }
  const post = (
    vendor: string,
    statuses: number[],
    body: string,
    headers: Record<string, string> = JSON_TYPE,
  ) => refused(vendor, statuses, DOORS[vendor]?.[0] ?? '', { method: 'POST', headers, body });

  it.each(VENDORS)('%s answers unknown and undecodable addresses', async (vendor) => {
    await refused(vendor, [404], '/no/such/thing');
    await refused(vendor, [404], '/v1/no-such-thing', { method: 'POST', headers: JSON_TYPE, body: '{}' });
    await refused(vendor, [404], DOORS[vendor]?.[0] ?? '', { method: 'DELETE' });
    await refused(vendor, [400, 404], '/v1/%E0%A4%A');
    await refused(vendor, [404, 414], `/v1/customers/${'a'.repeat(3000)}`);
  });

  it.each(VENDORS)(
    '%s answers bodies that are broken, too deep, too large or of a wrong type',
    async (vendor) => {
      await post(vendor, [400], '{bad');
      await post(vendor, [400], '');
      await post(vendor, [400], '{"__proto__":{"admin":true}}');
      await post(vendor, [400], DEEP);
      await post(vendor, [400], `{"metadata":${DEEP}}`);
      await post(vendor, [400, 415], '<a/>', { 'content-type': 'text/xml' });
      await post(vendor, [413], `"${'x'.repeat(10 * 1024 * 1024)}"`);
    },
  );

  it('refuses machine configs that could not boot, and no machine takes the sandbox down', async () => {
    const call = flyClient(() => url('fly', ''), undefined);
    await call('POST /v1/apps', { name: 'odd', org_slug: 'personal' });
    const odd: Record<string, unknown>[] = [
      { files: 5 },
      { files: [null] },
      { files: [{ guest_path: 5 }] },
      { files: [{ guest_path: '/data/openclaw.json', raw_value: 5 }] },
      { processes: 5 },
      { processes: [null] },
      { mounts: [null] },
      { mounts: [{ path: 5 }] },
      { checks: 5 },
      { services: [{ min_machines_running: 'one' }] },
      { services: [{ autostart: 'maybe' }] },
    ];
    for (const extra of odd) {
      const answer = await call('POST /v1/apps/odd/machines', { config: { image: 'openclaw:1', ...extra } });
      expect([extra, answer.status]).toEqual([extra, 400]);
    }
    const nothing = Buffer.from('null').toString('base64');
    const files = [{ guest_path: '/data/openclaw.json', raw_value: nothing }];
    const made = await call<{ id: string }>('POST /v1/apps/odd/machines', { config: { image: 'a', files } });
    const settled = await call(`GET /v1/apps/odd/machines/${made.body.id}/wait?state=settled&timeout=10`);
    expect(settled.body['state']).toBe('failed');
  });

  it('lets an agent answer nonsense like a server, not like a script that fell over', async () => {
    const call = flyClient(() => url('fly', ''), undefined);
    await call('POST /v1/apps', { name: 'chatty', org_slug: 'personal' });
    const values = { OPENCLAW_GATEWAY_TOKEN: 'token', ANTHROPIC_API_KEY: 'sk-ant-api03-0123456789abcdef' };
    await call('POST /v1/apps/chatty/secrets', { values });
    const config = { image: 'openclaw:1', services: [{ internal_port: 1 }] };
    const { id } = (await call<{ id: string }>('POST /v1/apps/chatty/machines', { config })).body;
    await call(`GET /v1/apps/chatty/machines/${id}/wait?state=started&timeout=10`);
    const ask = (path: string, body: unknown) =>
      call(`POST /_apps/chatty/${path}`, body, { authorization: 'Bearer token' });
    for (const body of [null, 'x', { messages: [null] }, { messages: [{ role: 'user', content: [null] }] }]) {
      expect((await ask('v1/chat/completions', body)).status).toBe(400);
    }
    expect((await ask('api/v1/admin/rpc', { method: 'constructor' })).status).toBe(400);
    const tail = await ask('api/v1/admin/rpc', { method: 'logs.tail', params: { cursor: 'x', limit: -5 } });
    expect(tail.body).toMatchObject({ ok: true, payload: { lines: [] } });
    const printed = await call(`POST /v1/apps/chatty/machines/${id}/exec`, {
      command: ['printenv', '__proto__'],
    });
    expect(printed.body).toMatchObject({ exit_code: 1, stdout: '' });
  });

  it('remembers large bodies in its log only as a note', async () => {
    const [path, headers] = DOORS['mail'] ?? ['', {}];
    const body = JSON.stringify({
      from: 'a@b.cd',
      to: 'a@b.cd',
      subject: 'big',
      text: 'x'.repeat(1024 * 1024),
    });
    await fetch(url('mail', path), { method: 'POST', headers: { ...headers, ...JSON_TYPE }, body });
    const { data } = (await (await fetch(url('mail', '/_sandbox/requests?limit=1'))).json()) as {
      data: { requestBody: unknown; status: number }[];
    };
    expect(data).toMatchObject([
      { status: 200, requestBody: expect.stringMatching(/^\(left out: \d{7} bytes\)$/) },
    ]);
  });
});
