import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../state/world.js';
import { API_VERSION } from '../version.js';
import { checkKey } from './auth.js';
import { badParameter, StripeError } from './errors.js';
import { expand } from './expand.js';
import { parseQuery, type Form } from './form.js';
import type { IdempotencyKeys, SavedAnswer } from './idempotency.js';
import { readParams } from './params.js';
import type { Route } from './route.js';

/** What the endpoints need around them. */
export interface Serving {
  world: World;
  keys: IdempotencyKeys;
  /** Real milliseconds an endpoint takes while it holds its idempotency key. */
  executionDelay(): number;
}

/** Registers the API's endpoints. */
export function serveRoutes(app: FastifyInstance, routes: readonly Route[], serving: Serving): void {
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const requestId = begin(request, reply, serving.world);
        const answer = await answerCall(route, request, requestId, serving);
        if (answer.replayed) reply.header('idempotent-replayed', 'true');
        return reply.code(answer.status).send(answer.body);
      },
    });
  }
}

/** Headers every API answer has; also used for errors. */
export function begin(request: FastifyRequest, reply: FastifyReply, world: World): string {
  const known = reply.getHeader('request-id');
  if (typeof known === 'string') return known;
  const requestId = world.ctx.newId('req', 14);
  reply.header('request-id', requestId);
  reply.header('stripe-version', API_VERSION);
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string') reply.header('idempotency-key', key);
  return requestId;
}

async function answerCall(
  route: Route,
  request: FastifyRequest,
  requestId: string,
  { world, keys, executionDelay }: Serving,
): Promise<SavedAnswer & { replayed?: boolean }> {
  const header = request.headers['idempotency-key'];
  const key = route.method === 'POST' && typeof header === 'string' && header !== '' ? header : undefined;
  let holding = false;
  try {
    checkKey(request.headers.authorization);
    checkVersion(request.headers['stripe-version']);
    const form = formOf(request);
    if (key !== undefined) {
      const saved = keys.begin(
        key,
        `${request.method} ${pathOf(request)}`,
        form,
        world.ctx.clock.nowSeconds(),
      );
      if (saved) return { ...saved, replayed: true };
      holding = true;
    }
    const input = readParams(route.schema, form);
    const delay = executionDelay();
    if (delay > 0) await sleep(delay, undefined, { ref: false });
    const id = (request.params as Record<string, string | undefined>)['id'] ?? '';
    const body = world.during({ id: requestId, idempotency_key: key ?? null }, () => {
      const result = route.handle({ world, id, input });
      return expand(world, result, (input as { expand?: string[] }).expand ?? []);
    });
    // A copy as of now: what is saved must not change when the objects do.
    const answer: SavedAnswer = { status: 200, body: JSON.parse(JSON.stringify(body)) as unknown };
    if (key !== undefined) keys.save(key, answer);
    return answer;
  } catch (error) {
    const answer = errorAnswer(error, requestId);
    if (key !== undefined && holding) {
      if (error instanceof StripeError && error.phase === 'validation') keys.forget(key);
      else keys.save(key, answer);
    }
    return answer;
  }
}

/** Any failure as a Stripe answer. A bug of the stand-in is a 500 that says so. */
export function errorAnswer(error: unknown, requestId: string): SavedAnswer {
  if (error instanceof StripeError) return { status: error.status, body: error.toBody(requestId) };
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  const message = error instanceof Error ? error.message : String(error);
  const own = new StripeError(status, {
    type: status < 500 ? 'invalid_request_error' : 'api_error',
    message: status < 500 ? message : `The Stripe sandbox made a mistake: ${message}`,
  });
  return { status, body: own.toBody(requestId) };
}

function checkVersion(version: string | string[] | undefined): void {
  if (version === undefined || version === API_VERSION) return;
  throw badParameter(
    `Invalid Stripe API version: ${String(version)}. This sandbox speaks ${API_VERSION} only; leave the header out or send that.`,
    {},
  );
}

function formOf(request: FastifyRequest): Form {
  const query = parseQuery(request.url);
  if (request.body === undefined || request.body === null) return query;
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    throw badParameter(
      `Invalid request: the v1 API takes application/x-www-form-urlencoded, not ${type === '' ? 'an untyped body' : type}.`,
      {},
    );
  }
  return { ...query, ...(request.body as Form) };
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}
