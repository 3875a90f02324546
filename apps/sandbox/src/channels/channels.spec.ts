import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type RunningSandbox } from '../kernel/index.js';
import { createChannelsVendor } from './index.js';

const REST = 'AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1';
const DISCORD = `${Buffer.from('112233445566778899').toString('base64url')}.Gabcde.${'x'.repeat(38)}`;

describe('the Telegram and Discord stand-in', () => {
  let sandbox: RunningSandbox;
  let base: string;

  beforeAll(async () => {
    sandbox = await startSandbox([createChannelsVendor()], { ports: { channels: 0 } });
    base = sandbox.urls['channels'] ?? '';
  });
  afterAll(() => sandbox.close());
  beforeEach(() => fetch(`${base}/_sandbox/reset?all=1`, { method: 'POST' }));

  const get = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(base + path, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const post = (path: string, body: unknown) =>
    get(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const discord = (authorization: string, path = 'users/@me') =>
    get(`/api/v10/${path}`, { headers: { authorization } });

  it.each([
    [`123456789:${REST}`, 200],
    [`401456789:${REST}`, 401],
    [`429456789:${REST}`, 429],
    ['123456789:short', 404],
    ['nonsense', 404],
  ])('checks the Telegram token %s: %i', async (token, status) => {
    const { body, status: got } = await get(`/bot${token}/getMe`);
    expect(got).toBe(status);
    if (status === 200) expect(body).toMatchObject({ ok: true, result: { id: 123456789, is_bot: true } });
    else expect(body).toMatchObject({ ok: false, error_code: status });
  });

  it('keeps a Telegram webhook and forgets it', async () => {
    const bot = `/bot123456789:${REST}`;
    expect((await post(`${bot}/setWebhook`, { url: 'http://example.com/x' })).status).toBe(400);
    const set = await post(`${bot}/setWebhook`, {
      url: 'https://agent.fly.dev/telegram-webhook',
      secret_token: 'hush-hush',
    });
    expect(set.body).toMatchObject({ ok: true, result: true });
    expect((await get(`${bot}/getWebhookInfo`)).body['result']).toMatchObject({
      url: 'https://agent.fly.dev/telegram-webhook',
    });
    await post(`${bot}/deleteWebhook`, {});
    expect((await get(`${bot}/getWebhookInfo`)).body['result']).toMatchObject({ url: '' });
    const log = JSON.stringify([(await get('/_sandbox/requests')).body, (await get('/_sandbox/state')).body]);
    expect(log).toContain('/bot…saw1/setWebhook');
    expect(log).not.toMatch(/AAHdqTcv|hush/);
  });

  it('checks a Discord token', async () => {
    expect(await discord(`Bot ${DISCORD}`)).toMatchObject({
      status: 200,
      body: { id: '112233445566778899', bot: true },
    });
    const refused = { status: 401, body: { message: '401: Unauthorized', code: 0 } };
    expect(await discord(`Bearer ${DISCORD}`)).toEqual(refused);
    expect(await discord('Bot nonsense')).toEqual(refused);
    expect(await discord(`Bot ${DISCORD.replace('xxxxxxx', 'revoked')}`)).toEqual(refused);
    expect((await discord(`Bot ${DISCORD.replace('xxxxxxxxxxx', 'ratelimited')}`)).status).toBe(429);
    expect((await discord(`Bot ${DISCORD}`, 'applications/@me')).body['flags']).toBe(1 << 19);
    expect(
      (await discord(`Bot ${DISCORD.replace('xxxxxxxx', 'nointent')}`, 'applications/@me')).body['flags'],
    ).toBe(0);
  });
});
