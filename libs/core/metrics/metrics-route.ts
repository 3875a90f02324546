import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../http/request.errors.js';
import type { Secret } from '../secret/exports.js';
import type { Metrics } from './metrics.js';

/** `GET /metrics` on the public port, only with the token. Without a configured token the address does not exist. */
export function serveMetrics(fastify: FastifyInstance, metrics: Metrics, settings: { token?: Secret }): void {
  fastify.get('/metrics', async (request, reply) => {
    if (!settings.token) throw new RequestError('route_not_found');
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!same(given, settings.token.reveal())) {
      throw new RequestError('not_authenticated', 'Send the metrics token as a bearer token.');
    }
    return reply
      .type(metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.render());
  });
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
