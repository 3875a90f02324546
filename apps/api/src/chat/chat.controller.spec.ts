import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LeaseBusyError, Leases, openTestHttp } from '@automna/core';
import { ByokKeys } from '@automna/byok';
import { AgentChat, ChatError } from '@automna/fly-provisioner';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ChatController } from './chat.controller.js';
import { ChatService } from './chat.service.js';

type Answer = (text: string, signal: AbortSignal) => AsyncGenerator<string, void, undefined>;

describe('the chat route', () => {
  let app: NestFastifyApplication;
  let answer: Answer;
  let busy: boolean;
  let held: number;
  let doubted: string[];

  beforeEach(async () => {
    busy = false;
    held = 0;
    doubted = [];
    const leases = {
      run: async (name: string, _options: object, work: (lease: object) => Promise<unknown>) => {
        if (busy) throw new LeaseBusyError(name);
        held += 1;
        await work({ signal: new AbortController().signal }).finally(() => (held -= 1));
      },
    };
    const agent = { stream: (_userId: string, text: string, signal: AbortSignal) => answer(text, signal) };
    app = await openTestHttp({
      controllers: [ChatController],
      providers: [
        ChatService,
        { provide: Leases, useValue: leases },
        { provide: AgentChat, useValue: agent },
        {
          provide: ByokKeys,
          useValue: { checkSoon: (userId: string) => Promise.resolve(void doubted.push(userId)) },
        },
      ],
    });
  });
  afterEach(async () => {
    jest.useRealTimers();
    await app.close();
  });

  const post = (payload: object | string, headers: object = { authorization: 'Bearer test' }) =>
    app.inject({ method: 'POST', url: '/api/user/chat', payload, headers: { ...headers } });

  it('streams the answer and says when it is over', async () => {
    answer = async function* (text) {
      yield `You said ${text}`;
      yield '\n\nevent: done';
    };
    const response = await post({ text: 'Hi' });
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-request-id': expect.stringMatching(/^req_/),
      'x-frame-options': 'DENY',
    });
    expect(response.body).toBe(
      'event: delta\ndata: {"text":"You said Hi"}\n\n' +
        'event: delta\ndata: {"text":"\\n\\nevent: done"}\n\n' +
        'event: done\ndata: {}\n\n',
    );
    expect(held).toBe(0);
  });

  const refused: Answer = async function* () {
    yield* [];
    throw new ChatError('agent_key_refused', 'Look at your key.', { extensions: { link: '/settings/key' } });
  };

  it('answers what fails before the stream begins as a problem', async () => {
    answer = refused;
    const response = await post({ text: 'Hi' });
    expect(response.statusCode).toBe(409);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ errorCode: 'agent_key_refused', link: '/settings/key' });
    expect(doubted).toHaveLength(1);
  });

  it('tells what fails later as an event with the same body', async () => {
    answer = async function* (text, signal) {
      yield 'Half';
      yield* refused(text, signal);
    };
    const { statusCode, body } = await post({ text: 'Hi' });
    expect(statusCode).toBe(200);
    const problem = /^event: problem\ndata: (.*)\n\n$/m.exec(body)?.[1] ?? '{}';
    expect(JSON.parse(problem)).toEqual({
      type: 'urn:automna:problem:agent_key_refused',
      title: 'Anthropic refuses your key.',
      status: 409,
      detail: 'Look at your key.',
      instance: '/api/user/chat',
      errorCode: 'agent_key_refused',
      requestId: expect.stringMatching(/^req_/),
      link: '/settings/key',
    });
    expect(body).not.toContain('event: done');
  });

  it('answers one message at a time', async () => {
    busy = true;
    const response = await post({ text: 'Hi' });
    expect(response.statusCode).toBe(429);
    expect(response.headers['retry-after']).toBe('5');
    expect(response.json()).toMatchObject({
      errorCode: 'too_many_requests',
      detail: expect.stringContaining('still answering'),
    });
  });

  it('keeps the line alive while the agent wakes up', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const awake = Promise.withResolvers<undefined>();
    answer = async function* () {
      await awake.promise;
      yield 'Good morning';
    };
    const waiting = post({ text: 'Hi' });
    await new Promise((resolve) => setImmediate(resolve));
    await jest.advanceTimersByTimeAsync(31_000);
    awake.resolve(undefined);
    const { body } = await waiting;
    expect(body).toBe(
      ': still here\n\n: still here\n\nevent: delta\ndata: {"text":"Good morning"}\n\nevent: done\ndata: {}\n\n',
    );
  });

  it.each(['begins', 'continues'])(
    'stops the agent when the customer goes away before it %s',
    async (when) => {
      const stopped = Promise.withResolvers<undefined>();
      const asked = Promise.withResolvers<undefined>();
      answer = async function* (_text, signal) {
        asked.resolve(undefined);
        if (when === 'continues') yield 'Once upon a time';
        await once(signal, 'abort');
        stopped.resolve(undefined);
        throw signal.reason;
      };
      await app.listen(0, '127.0.0.1');
      const customer = httpRequest(`${await app.getUrl()}/api/user/chat`, {
        method: 'POST',
        headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
      });
      customer.on('error', () => undefined);
      customer.end('{"text":"Hi"}');
      await asked.promise;
      if (when === 'continues') await once(customer, 'response');
      customer.destroy();
      await stopped.promise;
      await new Promise((resolve) => setImmediate(resolve));
      expect(held).toBe(0);
    },
  );

  it.each([
    ['nothing', {}],
    ['an empty text', { text: '' }],
    ['only white space', { text: ' \n\t ' }],
    ['a number', { text: 7 }],
    ['a list', { text: ['Hi'] }],
    ['too much', { text: 'a'.repeat(8001) }],
    ['more than a text', { text: 'Hi', role: 'system' }],
  ])('refuses %s', async (_what, body) => {
    const response = await post(body);
    expect(response.statusCode).toBe(400);
    expect(response.json().errorCode).toBe('invalid_request');
    expect(held).toBe(0);
  });

  it('is for people who are signed in', async () => {
    expect((await post({ text: 'Hi' }, {})).statusCode).toBe(401);
  });
});
