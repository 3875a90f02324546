import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.js';
import type { AppLogger } from '../logging/app-logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { WEBHOOK_BODY_LIMIT } from './adapter.js';
import { assertCleanText } from './clean-text.js';
import type { Draining } from './draining.js';
import { RequestError } from './request.errors.js';
import { pathOf } from './request-path.js';
import type { RouteTable } from './route-table.js';

/** Asked every few seconds by load balancers; their lines would drown the rest. */
const QUIET = new Set(['/api/health/live', '/api/health/ready', '/metrics']);

/** What happens around every request: id, tracking, refusal while draining, text checks, one log line, one metric. */
export function registerRequestHooks(
  fastify: FastifyInstance,
  parts: { routes: RouteTable; draining: Draining; logger: AppLogger; metrics: Metrics },
): void {
  const { routes, draining, logger, metrics } = parts;
  const durations = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to the end of its answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });

  fastify.decorateRequest('problem', undefined);
  fastify.addHook('onRoute', (route) => {
    routes.add(route);
    if (route.url.startsWith('/api/webhooks/')) route.bodyLimit = WEBHOOK_BODY_LIMIT;
  });

  fastify.addHook('onRequest', async (request, reply) => {
    draining.track(reply.raw);
    reply.header('x-request-id', request.id);
    const path = pathOf(request);
    // Answers of the API are about one person at one moment; routes that know better set their own.
    if (path.startsWith('/api/')) reply.header('cache-control', 'no-store');
    if (draining.started && !QUIET.has(path)) {
      throw new RequestError('temporarily_unavailable', 'This server is being restarted. Please try again.', {
        headers: { 'Retry-After': '1', Connection: 'close' },
      });
    }
  });

  fastify.addHook('preValidation', async (request) => {
    assertCleanText(request.params);
    assertCleanText(request.query);
  });

  fastify.addHook('onResponse', async (request, reply) => {
    const line = describe(request, reply);
    durations.observe({ method: line.method, route: line.route, status: line.status }, line.ms / 1000);
    const quiet = QUIET.has(line.route) || !line.route.startsWith('/api/');
    if (request.problem?.severity === 'warn') logger.warn(line);
    else if (quiet && line.status < 500) logger.debug(line);
    else logger.log(line);
  });
}

/** The route pattern, never the address: ids and query strings are nobody's business in a log. */
function describe(request: FastifyRequest, reply: FastifyReply) {
  const { user } = request as { user?: Principal };
  return {
    message: 'request',
    method: request.method,
    route: request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown'),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    requestId: request.id,
    userId: user?.userId,
    errorCode: request.problem?.errorCode,
  };
}
