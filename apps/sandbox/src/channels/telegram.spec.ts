import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox, type RunningSandbox } from '../kernel/index.js';
import { createChannelsVendor } from './index.js';

const DIGITS = '123456789';
const BOT = `/bot${DIGITS}:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1`;

interface Seen {
  sent: { chatId: number; text: string }[];
  waiting: number;
  polling: boolean;
  lastError: string | null;
}

describe('a conversation at the Telegram stand-in', () => {
  let sandbox: RunningSandbox;
  let base: string;
  let receiver: Server;
  let told: { secret: unknown; text: string }[];
  /** What the receiver answers next; 200 when nothing is left. */
  let answers: number[];
  /** Called whenever the receiver was told something. */
  let heard: () => void;

  beforeAll(async () => {
    sandbox = await startSandbox([createChannelsVendor()], { ports: { channels: 0 } });
    base = sandbox.urls['channels'] ?? '';
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { message } = JSON.parse(body) as { message: { text: string } };
        told.push({ secret: request.headers['x-telegram-bot-api-secret-token'], text: message.text });
        response.writeHead(answers.shift() ?? 200).end();
        heard();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await sandbox.close();
    receiver.close();
  });
  beforeEach(async () => {
    [told, answers, heard] = [[], [], () => undefined];
    await fetch(`${base}/_sandbox/reset?all=1`, { method: 'POST' });
    await call('getUpdates');
  });

  async function post(
    path: string,
    body: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
  const call = (method: string, input: object = {}) => post(`${BOT}/${method}`, input);
  const write = (message: object) => post(`/_sandbox/telegram/${DIGITS}`, message);
  const seen = async () => (await (await fetch(`${base}/_sandbox/telegram/${DIGITS}`)).json()) as Seen;
  const receiverUrl = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const toldTimes = (count: number) =>
    new Promise<void>((resolve) => {
      heard = () => told.length >= count && resolve();
      heard();
    });

  it('is heard by polling, once, and goes on until the bot says it has arrived', async () => {
    await write({ from: 4711, text: 'Hello' });
    const [update] = (await call('getUpdates')).body['result'] as { update_id: number; message: object }[];
    expect(update?.message).toMatchObject({ text: 'Hello', chat: { id: 4711, type: 'private' } });
    expect((await call('getUpdates')).body['result']).toHaveLength(1);
    const offset = (update?.update_id ?? 0) + 1;
    expect((await call('getUpdates', { offset })).body['result']).toEqual([]);
    expect((await seen()).waiting).toBe(0);
  });

  it('ends a long poll as soon as somebody writes', async () => {
    const poll = call('getUpdates', { timeout: 30 });
    while (!(await seen()).polling);
    await write({ from: 4711, text: 'Now' });
    expect((await poll).body['result']).toMatchObject([{ message: { text: 'Now' } }]);
  });

  it('lets one poll at a time, and none beside a webhook', async () => {
    const first = call('getUpdates', { timeout: 30 });
    while (!(await seen()).polling);
    const second = call('getUpdates', { timeout: 30 });
    expect(await first).toMatchObject({ status: 409 });
    while (!(await seen()).polling);
    await call('setWebhook', { url: receiverUrl() });
    expect(await second).toMatchObject({ status: 409 });
    expect((await call('getUpdates')).body['description']).toMatch(/while webhook is active/);
    await call('deleteWebhook');
    expect((await call('getUpdates')).status).toBe(200);
  });

  it('is brought to the webhook in order, with its secret, until the receiver takes it', async () => {
    answers = [401];
    await write({ from: 4711, text: 'one' });
    await write({ from: 4711, text: 'two' });
    await call('setWebhook', { url: receiverUrl(), secret_token: 'hush-hush' });
    await toldTimes(3);
    expect(told.map(({ text }) => text)).toEqual(['one', 'one', 'two']);
    expect(new Set(told.map(({ secret }) => secret))).toEqual(new Set(['hush-hush']));
  });

  it('never calls anybody outside, and says so', async () => {
    await call('setWebhook', { url: 'https://agent.example:8443/telegram-webhook' });
    await write({ from: 4711, text: 'Hello' });
    let error: string | null = null;
    while (error === null) error = (await seen()).lastError;
    expect(error).toContain('only calls this machine');
    await call('setWebhook', { url: 'https://agent.example:9999/x' }).then(({ body }) =>
      expect(body['description']).toMatch(/only on ports/),
    );
  });

  it('is answered only where somebody wrote first', async () => {
    const refused = await call('sendMessage', { chat_id: 4711, text: 'Hi' });
    expect(refused).toMatchObject({ status: 400, body: { description: 'Bad Request: chat not found' } });
    await write({ from: 4711, text: 'Hello', group: -100_123 });
    const said = await call('sendMessage', { chat_id: -100_123, text: 'Hi' });
    const messageId = (said.body['result'] as { message_id: number }).message_id;
    await call('editMessageText', { chat_id: -100_123, message_id: messageId, text: 'Hi all' });
    expect((await seen()).sent).toMatchObject([{ chatId: -100_123, text: 'Hi all' }]);
    await call('deleteMessage', { chat_id: -100_123, message_id: messageId });
    expect((await seen()).sent).toEqual([]);
    expect((await call('sendMessage', { chat_id: -100_123, text: ' ' })).status).toBe(400);
    expect((await call('launchRocket')).status).toBe(404);
  });

  it.each([
    [{ from: 0, text: 'x' }, /from must be/],
    [{ from: 1 }, /text must have/],
    [{ from: 1, text: 'x', group: 5 }, /negative/],
    [{ from: 1, text: 'x', chat: 5 }, /does not know/],
  ])('is not begun with %j', async (message, error) => {
    const { status, body } = await write(message);
    expect([status, body['error']]).toEqual([400, expect.stringMatching(error)]);
  });

  it('needs a bot that somebody uses', async () => {
    expect((await post('/_sandbox/telegram/987654321', { from: 1, text: 'x' })).status).toBe(404);
  });
});
