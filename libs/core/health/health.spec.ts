import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Draining } from '../http/draining.js';
import { openTestHttp } from '../http/test-http.js';
import { HealthModule } from './health.module.js';

const open = async (database: {
  query?: () => Promise<unknown>;
  showMigrations?: () => Promise<boolean>;
}) => {
  const fake = { query: async () => [], showMigrations: async () => false, ...database };
  const app = await openTestHttp({
    imports: [HealthModule],
    globals: [{ provide: DataSource, useValue: fake }],
  });
  const ready = () => app.inject({ method: 'GET', url: '/api/health/ready' });
  return { app, ready };
};

describe('health', () => {
  it('is ready when the database answers and the schema is current', async () => {
    const { app, ready } = await open({});
    const response = await ready();
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      status: 'ok',
      checks: { database: 'up', migrations: 'up', accepting: 'up' },
    });
    expect((await app.inject({ method: 'GET', url: '/api/health/live' })).json()).toEqual({ status: 'ok' });
    await app.close();
  });

  it.each([
    ['database', { query: () => Promise.reject(new Error('gone: password=hunter2')) }],
    ['migrations', { showMigrations: () => Promise.resolve(true) }],
  ])('names the %s when it is not ready, and says no more', async (name, database) => {
    const { app, ready } = await open(database);
    const response = await ready();
    expect([response.statusCode, response.json().errorCode]).toEqual([503, 'temporarily_unavailable']);
    expect(response.json().checks[name]).toBe('down');
    expect(response.body).not.toContain('hunter2');
    await app.close();
  });

  it('is not ready while it drains, but still alive', async () => {
    const { app, ready } = await open({});
    app.get(Draining).begin();
    const response = await ready();
    expect([response.statusCode, response.json().checks.accepting]).toEqual([503, 'down']);
    expect((await app.inject({ method: 'GET', url: '/api/health/live' })).statusCode).toBe(200);
    await app.close();
  });

  it('asks for migrations until the first yes only', async () => {
    const showMigrations = jest.fn(async () => false);
    const { app, ready } = await open({ showMigrations });
    await ready();
    await ready();
    expect(showMigrations).toHaveBeenCalledTimes(1);
    await app.close();
  });
});
