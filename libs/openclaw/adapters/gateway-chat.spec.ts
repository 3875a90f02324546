import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@automna/core';
import { type ChatTimes, GatewayChat } from './gateway-chat.js';

type Handler = (response: ServerResponse, request: IncomingMessage) => void;

const TOKEN = new Secret('agw_a-token-that-must-not-show');
const QUICK: Partial<ChatTimes> = { wakeMs: 200, pauseMs: 1 };
const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const END = `${chunk({}, 'stop')}data: [DONE]\n\n`;

let server: Server;
let appUrl: string;
/** One for each request; the last one stays. */
let handlers: Handler[];
let requests: { url: string; authorization: string | undefined; body: unknown }[];
let hungUp: Promise<void>;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => (body += String(bytes)));
    request.on('end', () => {
      const { url = '', headers } = request;
      requests.push({ url, authorization: headers.authorization, body: JSON.parse(body) });
      hungUp = new Promise((resolve) => response.once('close', resolve));
      const handler = handlers.length > 1 ? handlers.shift() : handlers[0];
      handler?.(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_apps/one`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  requests = [];
});

const streams =
  (...pieces: string[]): Handler =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const piece of pieces) response.write(piece);
    response.end();
  };
const answers =
  (status: number, body = ''): Handler =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
const error = (status: number, type: string) =>
  answers(status, JSON.stringify({ error: { type, message: 'sk-ant-api03-secret: hello' } }));

function ask(options: { times?: Partial<ChatTimes>; signal?: AbortSignal; url?: string } = {}) {
  const signal = options.signal ?? new AbortController().signal;
  const question = { appUrl: options.url ?? appUrl, token: TOKEN, session: 'web-1', text: 'Hello', signal };
  return new GatewayChat().ask(question, { ...QUICK, ...options.times });
}

async function all(answer: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of answer) pieces.push(piece);
  return pieces;
}

describe('asking the agent', () => {
  it('sends the message with the token and the conversation, and gives the answer in pieces', async () => {
    const bytes = `${chunk({ role: 'assistant' })}${chunk({ content: 'Hi ' })}: ping\n\n${chunk({ content: 'Zoë 🦞' })}`;
    handlers = [streams(bytes.slice(0, 30), bytes.slice(30), END)];
    expect(await all(ask())).toEqual(['Hi ', 'Zoë 🦞']);
    expect(requests).toEqual([
      {
        url: '/_apps/one/v1/chat/completions',
        authorization: `Bearer ${TOKEN.reveal()}`,
        body: {
          model: 'openclaw',
          stream: true,
          user: 'web-1',
          messages: [{ role: 'user', content: 'Hello' }],
        },
      },
    ]);
  });

  it('joins a character whose bytes arrive apart', async () => {
    const bytes = Buffer.from(chunk({ content: '🦞' }) + END);
    const middle = bytes.indexOf(0xf0) + 2;
    handlers = [
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(bytes.subarray(0, middle), () => response.end(bytes.subarray(middle)));
      },
    ];
    expect(await all(ask())).toEqual(['🦞']);
  });

  it('tries again while the machine wakes up', async () => {
    handlers = [answers(503), answers(502, '<html>'), streams(chunk({ content: 'Awake.' }), END)];
    expect(await all(ask({ times: { wakeMs: 60_000 } }))).toEqual(['Awake.']);
    expect(requests).toHaveLength(3);
  });

  it('gives up on a machine that does not wake up, or that nobody listens on', async () => {
    handlers = [answers(503)];
    await expect(all(ask({ times: { wakeMs: 30 } }))).rejects.toMatchObject({ failure: 'unreachable' });
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const url = `http://127.0.0.1:${(nobody.address() as AddressInfo).port}`;
    await new Promise((resolve) => nobody.close(resolve));
    await expect(all(ask({ url, times: { wakeMs: 30 } }))).rejects.toMatchObject({ failure: 'unreachable' });
  });

  it('does not repeat a message that may have arrived', async () => {
    handlers = [(response) => response.destroy()];
    await expect(all(ask())).rejects.toMatchObject({ failure: 'interrupted' });
    expect(requests).toHaveLength(1);
  });

  it('does not repeat a message whose answer has begun', async () => {
    handlers = [
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chunk({ content: 'Half of' }), () => response.destroy());
      },
    ];
    const answer = ask();
    expect((await answer.next()).value).toBe('Half of');
    await expect(answer.next()).rejects.toMatchObject({ failure: 'interrupted' });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['revoked key', error(401, 'authentication_error'), 'key'],
    ['key without permission', error(403, 'permission_error'), 'key'],
    ['wrong gateway token', error(401, 'unauthorized'), 'token'],
    ['empty account', error(400, 'insufficient_quota'), 'payment'],
    ['unpaid account', error(402, 'insufficient_quota'), 'payment'],
    ['rate limit', error(429, 'rate_limit_error'), 'busy'],
    ['overload', error(529, 'overloaded_error'), 'busy'],
    ['provider that does not answer', error(408, 'timeout_error'), 'busy'],
    ['unknown model', error(404, 'not_found_error'), 'failed'],
    ['gateway without chat', answers(404, 'Not Found'), 'unreachable'],
    ['parked page', answers(200, '<html>parked</html>'), 'unreachable'],
    ['stream of something else', streams('data: <html>\n\n'), 'failed'],
    [
      'error in the middle',
      streams(chunk({ content: 'a' }), 'data: {"error":{"type":"overloaded_error"}}\n\n'),
      'busy',
    ],
    ['stream without an end', streams(chunk({ content: 'a' })), 'interrupted'],
  ])('reads a %s', async (_what, handler, failure) => {
    handlers = [handler];
    const thrown: unknown = await all(ask()).catch((reason: unknown) => reason);
    expect(thrown).toMatchObject({ name: 'GatewayChatError', failure });
    expect(String(thrown)).not.toMatch(/agw_|sk-ant|127\.0\.0\.1|Hello/i);
    expect(requests).toHaveLength(1);
  });

  it('does not wait for ever for the beginning', async () => {
    handlers = [() => undefined];
    await expect(all(ask({ times: { firstByteMs: 30 } }))).rejects.toMatchObject({ failure: 'silent' });
    await hungUp;
  });

  it('does not wait for ever for the end', async () => {
    handlers = [
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chunk({ content: 'and then' }));
      },
    ];
    const answer = ask({ times: { firstByteMs: 60, totalMs: 120 } });
    expect((await answer.next()).value).toBe('and then');
    await expect(answer.next()).rejects.toMatchObject({ failure: 'interrupted' });
    await hungUp;
  });

  it('hangs up when the customer goes away, before and during the answer', async () => {
    const reason = new Error('gone');
    const waiting = new AbortController();
    handlers = [() => waiting.abort(reason)];
    await expect(all(ask({ signal: waiting.signal }))).rejects.toBe(reason);
    await hungUp;

    const reading = new AbortController();
    handlers = [
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chunk({ content: 'Once upon' }));
      },
    ];
    const answer = ask({ signal: reading.signal });
    await answer.next();
    reading.abort(reason);
    await expect(answer.next()).rejects.toBe(reason);
    await hungUp;
  });

  it('hangs up when nobody reads on', async () => {
    handlers = [
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chunk({ content: 'Once' }));
      },
    ];
    for await (const piece of ask()) {
      expect(piece).toBe('Once');
      break;
    }
    await hungUp;
  });

  it('stops waiting for a machine when the customer goes away', async () => {
    const stop = new AbortController();
    handlers = [
      (response, request) => {
        answers(503)(response, request);
        response.once('close', () => undefined);
        setImmediate(() => stop.abort(new Error('gone')));
      },
    ];
    await expect(
      all(ask({ signal: stop.signal, times: { wakeMs: 60_000, pauseMs: 30_000 } })),
    ).rejects.toThrow('gone');
  });
});
