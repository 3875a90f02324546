import { resolve } from 'node:path';
import cookie from '@fastify/cookie';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppConfig } from '../config/exports.js';
import { AppLogger } from '../logging/app-logger.js';
import { serveMetrics } from '../metrics/metrics-route.js';
import { Metrics } from '../metrics/metrics.js';
import { registerBodyParsers } from './body-parsers.js';
import { Draining } from './draining.js';
import { registerRequestHooks } from './request-hooks.js';
import { RouteTable } from './route-table.js';
import { registerSecurityHeaders } from './security-headers.js';
import { serveWebApps } from './web-apps.js';

export interface HttpOptions {
  /** Folder with the built web apps. Default `dist/web`; `null` serves none. */
  webRoot?: string | null;
}

/**
 * Everything around the controllers: security headers, cookies, bodies, request ids, logs, metrics and the web apps.
 * Call once, before `app.init()` or `app.listen()`, on an application made with `createHttpAdapter`.
 */
export async function configureHttp(
  app: NestFastifyApplication,
  config: AppConfig,
  options: HttpOptions = {},
): Promise<void> {
  app.setGlobalPrefix('api');
  const fastify = app.getHttpAdapter().getInstance();
  const routes = app.get(RouteTable);
  const metrics = app.get(Metrics);
  // First, so that it sees every route registered below.
  registerRequestHooks(fastify, { routes, draining: app.get(Draining), logger: app.get(AppLogger), metrics });
  await registerSecurityHeaders(app, config);
  await app.register(cookie);
  registerBodyParsers(app);
  serveMetrics(fastify, metrics, config.metrics);
  const { webRoot = resolve('dist/web') } = options;
  if (webRoot !== null) await serveWebApps(app, webRoot, routes);
}
