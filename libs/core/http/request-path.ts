import type { FastifyRequest } from 'fastify';
import type { DomainError } from '../errors/exports.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the problem filter answered, for the request log. */
    problem?: DomainError;
  }
}

/** The path without its query string, which may hold what nobody should read in a log or an error. */
export function pathOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '/';
  const end = url.search(/[?#;]/);
  return end === -1 ? url : url.slice(0, end);
}
