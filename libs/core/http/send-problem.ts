import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainError } from '../errors/exports.js';
import { hideShapes } from '../logging/exports.js';
import type { ProblemDto } from './problem.dto.js';
import { pathOf } from './request-path.js';

/** Answers a failure as `application/problem+json`. */
export function sendProblem(error: DomainError, request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .status(error.spec.status)
    .headers(error.options.headers ?? {})
    .header('cache-control', 'no-store')
    .header('x-request-id', request.id)
    .type('application/problem+json')
    // A secret pasted into an address or a field's name would be said back to whoever sent it, and kept by their tools.
    .send(hideShapes(JSON.stringify(toProblem(error, request))));
}

/** A failure as a problem. Our own members come last: an extension can add to a problem, never rewrite it. */
export function toProblem(error: DomainError, request: FastifyRequest): ProblemDto {
  return {
    ...error.options.extensions,
    type: `urn:automna:problem:${error.errorCode}`,
    title: error.spec.title,
    status: error.spec.status,
    detail: error.detail,
    instance: pathOf(request),
    errorCode: error.errorCode,
    requestId: request.id,
  };
}
