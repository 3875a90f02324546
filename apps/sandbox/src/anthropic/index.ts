import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { Vendor, VendorContext } from '../kernel/index.js';
import { controlRoutes } from './control.js';
import { ApiError, errorBody } from './errors.js';
import { admit, versionOf } from './guard.js';
import { KeyRing } from './keys.js';
import { parseMessageInput } from './message-input.js';
import { answer } from './message.js';
import { ModelCatalogue } from './models.js';
import { parseModelQuery } from './model-query.js';
import { inputTokens } from './reply.js';
import { sse } from './stream.js';

/** Settings of the stand-in for the Claude API. */
export interface AnthropicVendorOptions {
  /** Pause between two pieces of a streamed answer; real time. Default 15 ms. */
  streamPauseMs?: number;
}

/** What is kept across restarts. */
interface AnthropicState {
  keys: ReturnType<KeyRing['save']>;
  models: ReturnType<ModelCatalogue['save']>;
  used: { messages: number; input_tokens: number; output_tokens: number };
}

const ORGANIZATION = '5a6d0b1c-0000-4000-8000-00005a9db0c5';

/** The stand-in for api.anthropic.com: models, messages (JSON and SSE) and count_tokens. */
export function createAnthropicVendor(options: AnthropicVendorOptions = {}): Vendor {
  const keys = new KeyRing();
  const models = new ModelCatalogue();
  const used = { messages: 0, input_tokens: 0, output_tokens: 0 };

  function register(app: FastifyInstance, ctx: VendorContext): void {
    const ids = new WeakMap<FastifyRequest, string>();
    const requestId = (request: FastifyRequest) => ids.get(request) ?? null;

    app.addHook('onRequest', (request, reply, done) => {
      const id = ctx.newId('req_01', 22);
      ids.set(request, id);
      reply.header('request-id', id).header('anthropic-organization-id', ORGANIZATION);
      done();
    });
    app.setNotFoundHandler((request, reply) =>
      reply.code(404).send(errorBody(404, 'Not found', requestId(request))),
    );
    app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500);
      const extra = error instanceof ApiError ? error.extra : {};
      const message = status === 413 ? 'Request exceeds the maximum size' : error.message;
      return reply
        .code(status)
        .headers(extra.headers ?? {})
        .send(errorBody(status, message, requestId(request), extra.errorCode));
    });

    app.get('/v1/models', async (request, reply) => {
      if (!admit(keys, request, reply, 'free')) return reply;
      versionOf(request);
      return models.list(parseModelQuery(request.query as Record<string, unknown>));
    });
    app.get('/v1/models/:id', async (request, reply) => {
      if (!admit(keys, request, reply, 'free')) return reply;
      versionOf(request);
      return models.get((request.params as { id: string }).id);
    });
    app.post('/v1/messages/count_tokens', async (request, reply) => {
      if (!admit(keys, request, reply, 'free')) return reply;
      const input = parseMessageInput(request.body, versionOf(request), true);
      models.callable(input.model);
      return { input_tokens: inputTokens(input) };
    });
    app.post('/v1/messages', (request, reply) => messages(request, reply, ctx));
    controlRoutes(app, { keys, models, clock: ctx.clock });
  }

  async function messages(
    request: FastifyRequest,
    reply: FastifyReply,
    ctx: VendorContext,
  ): Promise<unknown> {
    const state = admit(keys, request, reply, 'paid');
    if (!state) return reply;
    const input = parseMessageInput(request.body, versionOf(request));
    const result = answer(input, models.callable(input.model), (prefix) => ctx.newId(`${prefix}_01`, 22));
    used.messages += 1;
    used.input_tokens += result.message.usage.input_tokens;
    used.output_tokens += result.message.usage.output_tokens;
    reply.headers(rateHeaders(ctx.clock.now()));
    if (!input.stream) return result.message;
    const events = sse(result, { pauseMs: options.streamPauseMs ?? 15, breakOff: state === 'streamerror' });
    return reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(Readable.from(events));
  }

  return {
    name: 'anthropic',
    register,
    reset() {
      keys.reset();
      models.reset();
      Object.assign(used, { messages: 0, input_tokens: 0, output_tokens: 0 });
    },
    save: (): AnthropicState => ({ keys: keys.save(), models: models.save(), used }),
    load(state) {
      const kept = state as AnthropicState;
      keys.load(kept.keys);
      models.load(kept.models);
      Object.assign(used, kept.used);
    },
    errorBody: (status, message) => errorBody(status, message, 'req_011sandboxInjectedFault0'),
    snapshot: () => ({ keys: keys.list(), used }),
  };
}

function rateHeaders(now: Date): Record<string, string> {
  const reset = new Date(now.getTime() + 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const headers: Record<string, string> = {};
  const limits: [string, number][] = [
    ['requests', 4000],
    ['tokens', 2_400_000],
    ['input-tokens', 2_000_000],
    ['output-tokens', 400_000],
  ];
  for (const [name, limit] of limits) {
    headers[`anthropic-ratelimit-${name}-limit`] = String(limit);
    headers[`anthropic-ratelimit-${name}-remaining`] = String(limit - 1);
    headers[`anthropic-ratelimit-${name}-reset`] = reset;
  }
  return headers;
}
