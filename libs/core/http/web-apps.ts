import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from './request-path.js';
import type { RouteTable } from './route-table.js';

/** Files whose name carries a hash of their content: `main-D7CHPSGQ.js`, and lazy chunks with a mixed-case one. */
const HASHED = /(?:-[A-Z0-9]{8}|\/chunk-[\w-]{8})\.[a-z0-9]+(?:\.(?:br|gz))?$/;
const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

interface WebApp {
  prefix: '/' | '/admin/';
  directory: string;
}

/**
 * Serves the customer app at `/` and the console at `/admin/` from `root` (`dist/web`), precompressed. Addresses
 * without a file answer the app's index.html, so deep links work; `/api` and anything that looks like a file do not.
 * An app that is not built is left out: the API runs without it.
 * @returns the prefixes served.
 */
export async function serveWebApps(
  app: NestFastifyApplication,
  root: string,
  routes: RouteTable,
): Promise<string[]> {
  const apps: WebApp[] = (
    [
      { prefix: '/admin/', directory: join(root, 'admin', 'browser') },
      { prefix: '/', directory: join(root, 'customer', 'browser') },
    ] as const
  ).filter(({ directory }) => existsSync(join(directory, 'index.html')));

  for (const [index, { prefix, directory }] of apps.entries()) {
    await app.register(fastifyStatic, {
      root: directory,
      prefix,
      // One route per file found at start: unknown files fall through to the answer below.
      wildcard: false,
      index: false,
      preCompressed: true,
      decorateReply: index === 0,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', HASHED.test(path) ? FOREVER : ASK_AGAIN);
      },
    });
  }

  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/*', (request, reply) => answerPage(request, reply, apps, routes));
  return apps.map(({ prefix }) => prefix);
}

function answerPage(
  request: FastifyRequest,
  reply: FastifyReply,
  apps: WebApp[],
  routes: RouteTable,
): FastifyReply {
  const path = pathOf(request);
  const found = apps.find(({ prefix }) => path.startsWith(prefix) || `${path}/` === prefix);
  if (!found || path === '/api' || path.startsWith('/api/') || extname(path) !== '')
    throw routes.missing(request);
  if (`${path}/` === found.prefix) return reply.redirect(found.prefix, 302);
  return reply.sendFile('index.html', found.directory, { cacheControl: false });
}
