import type { DomainError, ProblemDto } from '@automna/core';
import type { FastifyRequest } from 'fastify';

/** A failure as the data of an event, the same shape as the body of a problem. */
export function problemBody(error: DomainError, request: FastifyRequest): ProblemDto {
  const { spec, detail, errorCode, options } = error;
  return {
    ...options.extensions,
    type: `urn:automna:problem:${errorCode}`,
    title: spec.title,
    status: spec.status,
    detail,
    instance: request.routeOptions.url ?? '',
    errorCode,
    requestId: request.id,
  };
}
