import {
  type FactoryProvider,
  type ModuleMetadata,
  Module,
  type Provider,
  type Type,
  type ValueProvider,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import passport, { Strategy } from 'passport';
import { AccessModule } from '../auth/access.module.js';
import type { Principal } from '../auth/principal.js';
import { AppConfig } from '../config/exports.js';
import { AppLogger } from '../logging/app-logger.js';
import { Metrics } from '../metrics/metrics.js';
import { createHttpAdapter } from './adapter.js';
import { configureHttp, type HttpOptions } from './configure-http.js';
import { HttpModule } from './http.module.js';

export interface TestHttpOptions extends HttpOptions {
  controllers?: Type[];
  providers?: Provider[];
  imports?: ModuleMetadata['imports'];
  /** Provided everywhere, e.g. a `Clock` or the fake of a port. */
  globals?: (FactoryProvider | ValueProvider)[];
  /** Who `Authorization: Bearer test` is. Default: a customer. */
  principal?: Partial<Principal>;
  logger?: AppLogger;
  /** Called after `configureHttp`, before `app.init()`, as `main.ts` would. */
  beforeInit?: (app: NestFastifyApplication) => void;
  /** Changes to an otherwise plain sandbox configuration. */
  env?: NodeJS.ProcessEnv;
}

/** Lets `Bearer test` in as one given person; anything else is nobody. */
class TestStrategy extends Strategy {
  override name = 'jwt';
  constructor(private readonly principal: Principal) {
    super();
  }
  override authenticate(request: { headers: { authorization?: string } }): void {
    if (request.headers.authorization === 'Bearer test') this.success(this.principal);
    else this.fail(401);
  }
}

/**
 * For controller specs: mounts controllers with fake services behind the real guard, pipe, filter and hooks, without
 * a database or an open port. Use `app.inject({ method, url, headers: { authorization: 'Bearer test' } })`.
 */
export async function openTestHttp(options: TestHttpOptions): Promise<NestFastifyApplication> {
  const config = testConfig(options.env);
  const logger = options.logger ?? AppLogger.silent();
  passport.use(
    new TestStrategy({
      userId: 'usr_test',
      role: 'customer',
      sessionId: 'ses_test',
      emailVerified: true,
      ...options.principal,
    }),
  );

  @Module({
    imports: [globals(config, logger, options.globals), HttpModule, AccessModule, ...(options.imports ?? [])],
    controllers: options.controllers ?? [],
    providers: options.providers ?? [],
  })
  class TestHttpModule {}

  const app = await NestFactory.create<NestFastifyApplication>(TestHttpModule, createHttpAdapter(config), {
    logger: false,
    abortOnError: false,
  });
  await configureHttp(app, config, { webRoot: null, ...options });
  options.beforeInit?.(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** A sandbox configuration with throw-away keys. */
export function testConfig(env: NodeJS.ProcessEnv = {}): AppConfig {
  return AppConfig.fromEnvironment({
    PROFILE: 'sandbox',
    JWT_SECRET: 'a-secret-for-tests-that-is-long-enough',
    SECRETS_MASTER_KEYS: `k1:${Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64')}`,
    ...env,
  });
}

function globals(config: AppConfig, logger: AppLogger, more: TestHttpOptions['globals'] = []) {
  @Module({})
  class TestGlobalsModule {}
  const own = [{ provide: AppConfig, useValue: config }, { provide: AppLogger, useValue: logger }, Metrics];
  const tokens = more.map(({ provide }) => provide);
  const exports = [AppConfig, AppLogger, Metrics, ...tokens];
  return { module: TestGlobalsModule, global: true, providers: [...own, ...more], exports };
}
