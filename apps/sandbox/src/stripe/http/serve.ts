import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { concerned, inTimeOf, mustStandStill } from '../state/owner.js';
import type { World } from '../state/world.js';
import { API_VERSION } from '../version.js';
import { checkKey } from './auth.js';
import { badParameter, StripeError } from './errors.js';
import { brokenExecution, type ExecutionFailures } from './execution-failures.js';
import { expand } from './expand.js';
import { formOf } from './form-of.js';
import type { IdempotencyKeys, SavedAnswer } from './idempotency.js';
import { checkNewInvoice } from './invoice-limit.js';
import { readParams } from './params.js';
import type { RateLimiter } from './rate-limit.js';
import type { Route } from './route.js';

/** What the endpoints need around them. */
export interface Serving {
  world: World;
  keys: IdempotencyKeys;
  limiter: RateLimiter;
  failures: ExecutionFailures;
  /** Real milliseconds an endpoint takes while it holds its idempotency key. */
  executionDelay(): number;
}

interface Answer extends SavedAnswer {
  headers?: Readonly<Record<string, string>>;
}

/** Registers the API's endpoints. */
export function serveRoutes(app: FastifyInstance, routes: readonly Route[], serving: Serving): void {
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const requestId = begin(request, reply, serving.world);
        return send(reply, await answerCall(route, request, requestId, serving));
      },
    });
  }
}

/** Sends an answer with the headers that belong to its status. */
export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  return reply
    .code(answer.status)
    .headers({ ...retryAdvice(answer), ...answer.headers })
    .send(answer.body);
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
  { world, keys, limiter, failures, executionDelay }: Serving,
): Promise<Answer> {
  const header = request.headers['idempotency-key'];
  const key = route.method === 'POST' && typeof header === 'string' && header !== '' ? header : undefined;
  let holding = false;
  try {
    checkKey(request.headers.authorization);
    limiter.take(route.method, route.path);
    checkVersion(request.headers['stripe-version']);
    const form = formOf(request);
    const id = (request.params as Record<string, string | undefined>)['id'] ?? '';
    if (key !== undefined) {
      const endpoint = `${request.method} ${pathOf(request)}`;
      const saved = keys.begin(key, endpoint, form, world.ctx.clock.nowSeconds());
      if (saved) return replay(saved);
      holding = true;
    }
    if (limiter.settings.enabled) checkNewInvoice(world, route, id, form);
    const input = readParams(route.schema, form);
    const delay = executionDelay();
    if (delay > 0) await sleep(delay, undefined, { ref: false });
    const failure = failures.take(route.method, pathOf(request));
    if (failure && !failure.acts) throw brokenExecution();
    const customer = concerned(world, id, form);
    if (route.method !== 'GET') mustStandStill(world, customer);
    const body = world.during({ id: requestId, idempotency_key: key ?? null }, () =>
      inTimeOf(world, customer, () => {
        const result = route.handle({ world, id, input });
        return expand(world, result, (input as { expand?: string[] }).expand ?? []);
      }),
    );
    if (failure) throw brokenExecution();
    // A copy as of now: what is saved must not change when the objects do.
    const answer: SavedAnswer = { status: 200, body: JSON.parse(JSON.stringify(body)) as unknown, requestId };
    if (key !== undefined) keys.save(key, answer);
    return answer;
  } catch (error) {
    const { headers, ...answer } = errorAnswer(error, requestId);
    if (key !== undefined && holding) {
      if (error instanceof StripeError && error.phase === 'validation') keys.forget(key);
      else keys.save(key, answer);
    }
    return { ...answer, headers };
  }
}

function replay(saved: SavedAnswer): Answer {
  return { ...saved, headers: { 'idempotent-replayed': 'true', 'original-request': saved.requestId } };
}

/**
 * Whether trying again can help: yes after a conflict or a lock, no when the same would come out. Left to the client
 * where nobody knows.
 */
function retryAdvice({ status, body }: Answer): Record<string, string> {
  if (status < 400) return {};
  const { code } = (body as { error?: { code?: string } }).error ?? {};
  return { 'stripe-should-retry': String(status === 409 || code === 'lock_timeout') };
}

/** Any failure as a Stripe answer. A bug of the stand-in is a 500 that says so. */
export function errorAnswer(error: unknown, requestId: string): Answer {
  if (error instanceof StripeError) {
    return { status: error.status, body: error.toBody(requestId), requestId, headers: error.headers };
  }
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  const message = error instanceof Error ? error.message : String(error);
  const own = new StripeError(status, {
    type: status < 500 ? 'invalid_request_error' : 'api_error',
    message: status < 500 ? message : `The Stripe sandbox made a mistake: ${message}`,
  });
  return { status, body: own.toBody(requestId), requestId };
}

function checkVersion(version: string | string[] | undefined): void {
  if (version === undefined || version === API_VERSION) return;
  throw badParameter(
    `Invalid Stripe API version: ${String(version)}. This sandbox speaks ${API_VERSION} only; leave the header out or send that.`,
    {},
  );
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}
