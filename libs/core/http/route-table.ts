import { Injectable } from '@nestjs/common';
import type { FastifyRequest, RouteOptions } from 'fastify';
import { methodNotAllowed, RequestError } from './request.errors.js';
import { pathOf } from './request-path.js';

/** Remembers the routes Fastify knows, to tell an unknown path (404) from a known path with another method (405). */
@Injectable()
export class RouteTable {
  private readonly routes: { pattern: RegExp; methods: string[] }[] = [];

  add(route: Pick<RouteOptions, 'method' | 'url'>): void {
    // Catch-alls serve the web apps; they must not make every path look known.
    if (route.url.includes('*')) return;
    this.routes.push({ pattern: toPattern(route.url), methods: [route.method].flat() });
  }

  /** The failure to answer for a request that no route took. */
  missing(request: FastifyRequest): RequestError {
    const path = pathOf(request);
    const allowed = [
      ...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
    ].sort();
    return allowed.length > 0 && !allowed.includes(request.method)
      ? methodNotAllowed(request.method, allowed)
      : new RequestError('route_not_found', `There is nothing at ${request.method} ${path}.`);
  }
}

function toPattern(url: string): RegExp {
  const source = url
    .split(/(:[A-Za-z0-9_]+)/)
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`);
}
