import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppConfig } from '../config/exports.js';
import { newId } from '../ids/exports.js';
import { sendProblem } from './send-problem.js';
import { toDomainError } from './to-domain-error.js';

/** Enough for every request of ours; a pasted key or a long message is a few KB. */
export const BODY_LIMIT = 256 * 1024;
/** Stripe's events carry whole objects. */
export const WEBHOOK_BODY_LIMIT = 1024 * 1024;

/** Fastify as the API needs it. Pass it to `NestFactory.create` (or `createNestApplication`), then `configureHttp`. */
export function createHttpAdapter(config: Pick<AppConfig, 'trustProxy'>): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy: config.trustProxy,
    bodyLimit: BODY_LIMIT,
    // Ids are ours: one taken from a header could collide on purpose or carry anything into the log.
    requestIdHeader: false,
    genReqId: () => newId('req'),
    // Slow senders do not hold a connection for ever; answers (SSE) may take as long as they like.
    requestTimeout: 30_000,
    // Broken escapes and over-long parameters are refused by the router, before any hook or filter runs.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(toDomainError(error), request, reply),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
  });
}
