import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, testConfig } from '@automna/core';
import { DiscordCheck } from './discord-check.js';
import { TelegramCheck } from './telegram-check.js';

type Answer = { status: number; body: unknown; headers?: Record<string, string> } | 'drop';

let server: Server;
let answers: Answer[];
let seen: IncomingMessage[];
let telegram: TelegramCheck;
let discord: DiscordCheck;

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer || answer === 'drop') return request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = testConfig({ TELEGRAM_API_URL: url, DISCORD_API_URL: `${url}/api/v10` });
  telegram = new TelegramCheck(config);
  discord = new DiscordCheck(config);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  seen = [];
});

const TELEGRAM = new Secret(`123456789:${'A'.repeat(35)}`);
const DISCORD = new Secret(`${'M'.repeat(26)}.Gabcde.${'x'.repeat(38)}`);

describe('Telegram', () => {
  it.each([
    [
      'a bot',
      [{ status: 200, body: { ok: true, result: { id: 7, is_bot: true, username: 'my_bot' } } }],
      { outcome: 'bot', externalId: '7', label: '@my_bot' },
    ],
    [
      'a person',
      [{ status: 200, body: { ok: true, result: { id: 7, is_bot: false } } }],
      { outcome: 'unavailable' },
    ],
    ['revoked', [{ status: 401, body: { ok: false, description: 'Unauthorized' } }], { outcome: 'refused' }],
    ['unknown', [{ status: 404, body: { ok: false, description: 'Not Found' } }], { outcome: 'refused' }],
    [
      'busy',
      [{ status: 429, body: { ok: false, parameters: { retry_after: 3 } } }],
      { outcome: 'unavailable', retryAfterSeconds: 3 },
    ],
    ['down', [{ status: 502, body: '<html>' }], { outcome: 'unavailable' }],
    ['gone', ['drop'], { outcome: 'unavailable' }],
    [
      'down once',
      ['drop', { status: 200, body: { ok: true, result: { id: 7, is_bot: true, first_name: 'Bob' } } }],
      { outcome: 'bot', label: 'Bob' },
    ],
    ['garbage', [{ status: 200, body: 'null' }], { outcome: 'unavailable' }],
  ] as [string, Answer[], object][])('%s', async (_name, script, expected) => {
    answers = [...script];
    expect(await telegram.check(TELEGRAM)).toMatchObject(expected);
  });

  it.each([
    '',
    'abc',
    '123456789:short',
    `123456789:${'A'.repeat(36)}`,
    `${'1'.repeat(400)}:${'A'.repeat(35)}`,
  ])('does not bother Telegram with "%s"', async (text) => {
    expect(await telegram.check(new Secret(text))).toMatchObject({ outcome: 'refused' });
    expect(seen).toEqual([]);
  });
});

describe('Discord', () => {
  it.each([
    [
      'a bot',
      [{ status: 200, body: { id: '9', username: 'helper', bot: true } }],
      { outcome: 'bot', externalId: '9', label: '@helper' },
    ],
    ['a person', [{ status: 200, body: { id: '9', username: 'ada' } }], { outcome: 'refused' }],
    ['refused', [{ status: 401, body: { message: '401: Unauthorized', code: 0 } }], { outcome: 'refused' }],
    ['our address banned', [{ status: 403, body: 'error code: 1015' }], { outcome: 'unavailable' }],
    [
      'busy',
      [{ status: 429, body: {}, headers: { 'retry-after': '12' } }],
      { outcome: 'unavailable', retryAfterSeconds: 12 },
    ],
    ['down', [{ status: 500, body: {} }], { outcome: 'unavailable' }],
  ] as [string, Answer[], object][])('%s', async (_name, script, expected) => {
    answers = [...script];
    expect(await discord.check(DISCORD)).toMatchObject(expected);
  });

  it('says who is asking, as Discord wants it', async () => {
    answers = [{ status: 200, body: { id: '9', bot: true } }];
    await discord.check(DISCORD);
    expect(seen[0]?.headers.authorization).toBe(`Bot ${DISCORD.reveal()}`);
    expect(seen[0]?.headers['user-agent']).toMatch(/^DiscordBot \(http/);
    expect(seen[0]?.url).toBe('/api/v10/users/@me');
  });

  it.each(['', 'one.two', 'a.b.c', `${'M'.repeat(26)}.Gab cde.${'x'.repeat(38)}`, 'x'.repeat(5000)])(
    'does not bother Discord with a wrong shape',
    async (text) => {
      expect(await discord.check(new Secret(text))).toMatchObject({ outcome: 'refused' });
      expect(seen).toEqual([]);
    },
  );
});
