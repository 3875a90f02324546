import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Controller,
  Get,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  Sse,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NEVER, startWith } from 'rxjs';
import { Public } from '../auth/exports.js';
import { Draining } from './draining.js';
import { stop } from './shutdown.js';
import { openTestHttp } from './test-http.js';

let gate: PromiseWithResolvers<void>;
let entered: PromiseWithResolvers<void>;
const order: string[] = [];

@Controller('work')
class WorkController {
  @Get('slow')
  @Public('a test')
  async slow() {
    entered.resolve();
    await gate.promise;
    order.push('request finished');
    return { done: true };
  }

  @Sse('events')
  @Public('a test')
  events() {
    return NEVER.pipe(startWith({ data: 'hello' }));
  }
}

@Injectable()
class Worker implements OnModuleDestroy, OnApplicationShutdown {
  onModuleDestroy() {
    order.push('worker stopped');
  }
  onApplicationShutdown() {
    order.push('database closed');
  }
}

describe('shutting down', () => {
  let app: NestFastifyApplication;
  let port: number;
  beforeEach(async () => {
    gate = Promise.withResolvers();
    entered = Promise.withResolvers();
    order.length = 0;
    app = await openTestHttp({ controllers: [WorkController], providers: [Worker] });
    await app.listen(0, '127.0.0.1');
    port = ((app.getHttpServer() as Server).address() as AddressInfo).port;
  });
  afterEach(() => app.close());

  const ask = (path: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent: false }, resolve).on('error', reject);
    });
  const bodyOf = async (response: IncomingMessage) => {
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return text;
  };

  it('lets requests in flight finish before workers and database stop', async () => {
    const answer = ask('/api/work/slow');
    await entered.promise;
    const stopped = stop(app, 5_000);
    await expect(ask('/api/work/slow')).rejects.toThrow(/ECONNREFUSED/);
    gate.resolve();
    expect(await bodyOf(await answer)).toBe('{"done":true}');
    await stopped;
    expect(order).toEqual(['request finished', 'worker stopped', 'database closed']);
  });

  it('ends event streams at once', async () => {
    const stream = await ask('/api/work/events');
    const body = bodyOf(stream);
    await stop(app, 5_000);
    expect(await body).toContain('data: hello');
  });

  it('turns requests on open connections away', async () => {
    app.get(Draining).begin();
    const response = await app.inject({ method: 'GET', url: '/api/work/slow' });
    expect([response.statusCode, response.json().errorCode]).toEqual([503, 'temporarily_unavailable']);
    expect(response.headers).toMatchObject({ 'retry-after': '1', connection: 'close' });
  });

  it('gives up when a request does not end', async () => {
    const answer = ask('/api/work/slow');
    await entered.promise;
    await expect(stop(app, 20)).rejects.toThrow('Gave up after 20 ms with 1 open answers');
    gate.resolve();
    (await answer).resume();
  });
});
