import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type RunningSandbox } from '../kernel/index.js';
import { VendorSpec } from '../testing/vendor-spec.js';
import { createAnthropicVendor } from './index.js';

const spec = VendorSpec.load('anthropic');
const GOOD = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123';

describe('the Anthropic stand-in', () => {
  let sandbox: RunningSandbox;
  let base: string;

  beforeAll(async () => {
    sandbox = await startSandbox([createAnthropicVendor({ streamPauseMs: 0 })], { ports: { anthropic: 0 } });
    base = sandbox.urls['anthropic'] ?? '';
  });
  afterAll(() => sandbox.close());
  beforeEach(() => post('/_sandbox/reset', {}));

  const client = (apiKey = GOOD, options = {}) =>
    new Anthropic({ apiKey, baseURL: base, maxRetries: 0, ...options });
  const key = (word: string) => `sk-ant-api03-${word}-abcdefghijklmnopqrstuvwxyz`;
  const hello: Anthropic.MessageCreateParamsNonStreaming = {
    model: 'claude-haiku-5-5',
    max_tokens: 200,
    messages: [{ role: 'user', content: 'Hello there' }],
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const raw = (path: string, body: unknown, version = '2023-06-01') =>
    post(path, body, { 'x-api-key': GOOD, 'anthropic-version': version });
  const statusOf = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => 200,
      (error: unknown) => (error instanceof Anthropic.APIError ? error.status : error),
    );

  it('lists models in pages, active ones first, retired ones only on request', async () => {
    const first = await client().models.list({ limit: 2 });
    spec?.checkAnswer('get', '/v1/models', 200, { ...(await raw2('/v1/models?limit=3')) });
    expect(first.data).toHaveLength(2);
    const ids: string[] = [];
    for await (const model of client().models.list({ limit: 4 })) ids.push(model.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('claude-haiku-5-5');
    expect(ids).not.toContain('claude-sonnet-4-20250514');
    const retired = await client().models.list({ lifecycle: ['retired'] });
    expect(retired.data.map((model) => [model.id, model.lifecycle])).toEqual([
      ['claude-sonnet-4-20250514', 'retired'],
    ]);
    expect((await client().models.retrieve('claude-haiku-4-5')).id).toBe('claude-haiku-4-5-20251001');
    expect(await statusOf(client().models.retrieve('claude-none'))).toBe(404);
  });
  const raw2 = async (path: string) =>
    (await (
      await fetch(base + path, { headers: { 'x-api-key': GOOD, 'anthropic-version': '2023-06-01' } })
    ).json()) as Record<string, unknown>;

  it('answers a message with both kinds of key header and counts tokens', async () => {
    const message = await client().messages.create(hello);
    spec?.check('Message', JSON.parse(JSON.stringify(message)));
    expect(message.content[0]).toMatchObject({ type: 'text', text: expect.stringContaining('Hello') });
    expect(message.usage.input_tokens).toBeGreaterThan(0);
    expect(message._request_id).toMatch(/^req_/);
    const plain = await raw('/v1/messages', hello);
    expect([plain.status, plain.headers.get('request-id')]).toEqual([200, expect.stringMatching(/^req_/)]);
    const { model, messages } = hello;
    expect((await client().messages.countTokens({ model, messages })).input_tokens).toBe(
      message.usage.input_tokens,
    );
  });

  it('stops at one token, at a stop sequence and calls a forced tool', async () => {
    const short = await client().messages.create({ ...hello, max_tokens: 1 });
    expect([short.stop_reason, short.usage.output_tokens]).toEqual(['max_tokens', 1]);
    const stopped = await client().messages.create({ ...hello, stop_sequences: ['agent'] });
    expect([stopped.stop_reason, stopped.stop_sequence]).toEqual(['stop_sequence', 'agent']);
    const tool = {
      name: 'find',
      input_schema: { type: 'object' as const, properties: { q: { type: 'string' } }, required: ['q'] },
    };
    const called = await client().messages.create({
      ...hello,
      tools: [tool],
      tool_choice: { type: 'tool', name: 'find' },
    });
    spec?.check('Message', JSON.parse(JSON.stringify(called)));
    expect(called.content[0]).toMatchObject({ type: 'tool_use', name: 'find', input: { q: 'sandbox' } });
  });

  it('streams the same answer the plain call gives', async () => {
    const stream = client().messages.stream(hello);
    const types = new Set<string>();
    stream.on('streamEvent', (event) => {
      types.add(event.type);
      spec?.check('RawMessageStreamEvent', JSON.parse(JSON.stringify(event)));
    });
    const streamed = await stream.finalMessage();
    const plain = await client().messages.create(hello);
    expect(streamed.content).toEqual(plain.content);
    expect(streamed.usage.output_tokens).toBe(plain.usage.output_tokens);
    expect([...types]).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    const text = await (await raw('/v1/messages', { ...hello, stream: true })).text();
    expect(text).toContain('event: ping\n');
  });

  it('breaks a stream off with an error event', async () => {
    const stream = client(key('streamerror')).messages.stream(hello);
    await expect(stream.finalMessage()).rejects.toThrow(/Overloaded/);
  });

  it.each([
    ['revoked', 401, 401, 'authentication_error'],
    ['expired', 401, 401, 'authentication_error'],
    ['nocredit', 200, 400, 'invalid_request_error'],
    ['billing', 200, 402, 'billing_error'],
    ['spendlimit', 200, 429, 'rate_limit_error'],
    ['ratelimited', 429, 429, 'rate_limit_error'],
    ['overloaded', 529, 529, 'overloaded_error'],
    ['down', 500, 500, 'api_error'],
    ['forbidden', 403, 403, 'permission_error'],
    ['onhold', 400, 400, 'invalid_request_error'],
    ['onhold403', 403, 403, 'permission_error'],
  ])('%s key: models %i, messages %i %s', async (word, models, messages, type) => {
    expect(await statusOf(client(key(word)).models.list({ limit: 1 }))).toBe(models);
    const answer = await post('/v1/messages', hello, {
      'x-api-key': key(word),
      'anthropic-version': '2026-10-21',
    });
    const body = (await answer.json()) as {
      error: { type: string; details?: { error_code: string } };
      request_id: string;
    };
    spec?.check('ErrorBody', body);
    expect([answer.status, body.error.type, body.request_id]).toEqual([
      messages,
      type,
      answer.headers.get('request-id'),
    ]);
    expect(answer.headers.has('retry-after')).toBe(word === 'ratelimited');
    const codes: Record<string, string> = {
      spendlimit: 'enforced_spend_limit_reached',
      onhold: 'organization_on_hold',
    };
    if (codes[word]) expect(body.error.details?.error_code).toBe(codes[word]);
  });

  it('drops the connection, or never answers', async () => {
    await expect(client(key('drop')).models.list()).rejects.toThrow(Anthropic.APIConnectionError);
    await expect(client(key('hang'), { timeout: 50 }).models.list()).rejects.toThrow(
      Anthropic.APIConnectionTimeoutError,
    );
  });

  it('changes a key while it runs and gives it back', async () => {
    await post('/_sandbox/anthropic/keys', { key: GOOD, state: 'expired' });
    expect(await statusOf(client().models.list())).toBe(401);
    await post('/_sandbox/anthropic/keys', { key: GOOD, state: null });
    expect(await statusOf(client().models.list())).toBe(200);
    const bad = await post('/_sandbox/anthropic/keys', { key: GOOD, state: 'sleepy' });
    expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('state must be')]);
  });

  it('retires a model while it runs', async () => {
    await post('/_sandbox/anthropic/models', { id: 'claude-haiku-5-5', lifecycle: 'retired' });
    expect(await statusOf(client().messages.create(hello))).toBe(404);
  });

  it.each([
    [{ ...hello, temperature: 0.5 }, '2026-10-21', 400],
    [{ ...hello, temperature: 0.5 }, '2023-06-01', 200],
    [{ ...hello, colour: 'red' }, '2023-06-01', 400],
    [{ ...hello, messages: [] }, '2023-06-01', 400],
    [{ ...hello, messages: [{ role: 'user', content: '' }] }, '2023-06-01', 400],
    [{ ...hello, max_tokens: undefined }, '2023-06-01', 400],
    [{ ...hello, max_tokens: 10_000_000 }, '2023-06-01', 400],
    [{ ...hello, model: 'claude-sonnet-4-20250514' }, '2023-06-01', 404],
    [hello, '2020-01-01', 400],
  ])('checks the request: %j with version %s is %i', async (body, version, status) => {
    const answer = await raw('/v1/messages', body, version);
    expect(answer.status).toBe(status);
    if (status !== 200) spec?.check('ErrorBody', await answer.json());
  });

  it('never logs a key', async () => {
    await client().models.list();
    await statusOf(client(key('revoked')).models.list());
    const log = await (await fetch(`${base}/_sandbox/requests`)).text();
    expect(log).toContain('Bearer …0123');
    expect(log).not.toContain('abcdefghij');
  });
});
