import { request } from 'node:http';
import { openTestHttp, testConfig } from '../http/test-http.js';
import { AppLogger } from '../logging/app-logger.js';
import type { OutboxJobs } from '../outbox/outbox-jobs.js';
import { MetricsServer } from './metrics-server.js';
import { Metrics } from './metrics.js';
import { OutboxMetrics } from './outbox-metrics.js';

describe('metrics', () => {
  it('gives one metric per name, and collects gauges when asked', async () => {
    const metrics = new Metrics();
    metrics.counter({ name: 'things_total', help: 'Things' }).inc();
    metrics.counter({ name: 'things_total', help: 'Things' }).inc();
    metrics.gauge({
      name: 'depth',
      help: 'Depth',
      collect() {
        this.set(7);
      },
    });
    const text = await metrics.render();
    expect(text).toContain('things_total 2');
    expect(text).toContain('depth 7');
  });

  it('tells how deep the outbox is, asked anew at each scrape', async () => {
    const metrics = new Metrics();
    let pending = 3;
    const jobs = {
      counts: async () => ({ pending, running: 1, done: 99, dead: 2 }),
    } as unknown as OutboxJobs;
    new OutboxMetrics(metrics, jobs).onModuleInit();
    expect(await metrics.render()).toContain('outbox_jobs{status="pending"} 3');
    pending = 0;
    const text = await metrics.render();
    expect(text).toContain('outbox_jobs{status="pending"} 0');
    expect(text).toContain('outbox_jobs{status="dead"} 2');
  });

  it('times requests by route pattern', async () => {
    const app = await openTestHttp({});
    await app.inject({ method: 'GET', url: '/api/nope/secret-id' });
    const text = await app.get(Metrics).render();
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="unknown",status="404"} 1',
    );
    expect(text).not.toContain('secret-id');
    await app.close();
  });

  describe('on the public port', () => {
    const token = 'metrics-token-of-this-test';
    const scrape = async (env: NodeJS.ProcessEnv, authorization?: string) => {
      const app = await openTestHttp({ env });
      const headers = authorization ? { authorization } : {};
      const response = await app.inject({ method: 'GET', url: '/metrics', headers });
      await app.close();
      return response;
    };

    it('do not exist without a token in the settings', async () => {
      expect((await scrape({})).statusCode).toBe(404);
    });

    it.each([undefined, 'Bearer wrong', `Basic ${token}`])('refuse %s', async (authorization) => {
      expect((await scrape({ METRICS_TOKEN: token }, authorization)).statusCode).toBe(401);
    });

    it('are given for the token', async () => {
      const response = await scrape({ METRICS_TOKEN: token }, `Bearer ${token}`);
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-type']).toMatch(/^text\/plain/);
      expect(response.body).toContain('process_cpu_seconds_total');
    });
  });

  describe('on a port of their own', () => {
    const open = async (env: NodeJS.ProcessEnv) => {
      const server = new MetricsServer(testConfig(env), new Metrics(), AppLogger.silent());
      await server.onApplicationBootstrap();
      return server;
    };
    const statusOf = (port: number, path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ port, path, host: '127.0.0.1', agent: false }, (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode));
        })
          .on('error', reject)
          .end();
      });

    it('answer /metrics and nothing else, and stop', async () => {
      const server = await open({ METRICS_PORT: '0' });
      const port = server.port ?? 0;
      expect(await statusOf(port, '/metrics')).toBe(200);
      expect(await statusOf(port, '/')).toBe(404);
      await server.onApplicationShutdown();
      await expect(statusOf(port, '/metrics')).rejects.toThrow();
    });

    it('are not opened unless asked for', async () => {
      expect((await open({})).port).toBeUndefined();
    });
  });
});
