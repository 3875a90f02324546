import { AppConfig, testConfig, walkRoutes } from '@automna/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './create-app.js';

describe('the application', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const config: AppConfig = testConfig({
      DATABASE_URL: 'file::memory:',
      WORKERS: 'false',
      LOG_LEVEL: 'silent',
    });
    app = await createApp(config);
  });
  afterAll(() => app.close());

  it('has no route without an access word', () => {
    const routes = walkRoutes(app);
    expect(routes.length).toBeGreaterThan(35);
    expect(routes.filter((route) => route.access === null).map((route) => route.handler)).toEqual([]);
  });

  it('opens exactly these routes to everybody', () => {
    const open = walkRoutes(app).filter((route) => route.access?.kind === 'public');
    expect(open.map((route) => `${route.method} ${route.path}`).toSorted()).toEqual([
      'GET /api/health/live',
      'GET /api/health/ready',
      'GET /api/plans',
      'POST /api/auth/forgot-password',
      'POST /api/auth/login',
      'POST /api/auth/logout',
      'POST /api/auth/refresh',
      'POST /api/auth/register',
      'POST /api/auth/reset-password',
      'POST /api/auth/verify-email',
      'POST /api/webhooks/stripe',
    ]);
  });

  it('keeps everything of the console to staff', () => {
    const routes = walkRoutes(app).filter((route) => route.path.startsWith('/api/admin'));
    expect(routes.length).toBeGreaterThan(4);
    for (const { access, path } of routes) {
      const roles = access?.kind === 'authenticated' ? access.roles : null;
      expect([path, roles?.includes('customer') ?? true]).toEqual([path, false]);
    }
  });
});
