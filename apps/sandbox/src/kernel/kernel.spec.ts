import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type RunningSandbox, type Vendor } from './index.js';

interface Logged {
  seq: number;
  path: string;
  status: number;
  headers: Record<string, string>;
  requestBody: unknown;
  responseBody: unknown;
  fault?: unknown;
}

/** A vendor that counts what it was asked to do. */
function counter(): Vendor & { made: number; ticks: Date[] } {
  return {
    name: 'counter',
    made: 0,
    ticks: [],
    register(app) {
      app.post('/things', async () => ({ made: ++this.made }));
      app.get('/things/:id', async () => ({ made: this.made }));
      app.setNotFoundHandler((_request, reply) => reply.code(404).send({ oops: 'nothing here' }));
      app.setErrorHandler((error: Error, _request, reply) => reply.code(422).send({ oops: error.message }));
    },
    reset() {
      this.made = 0;
    },
    tick(now) {
      this.ticks.push(now);
    },
    errorBody: (status, message) => ({ oops: message, status }),
    snapshot() {
      return { made: this.made, key: 'sk-ant-api03-secretsecretsecretABCD' };
    },
  };
}

describe('the sandbox kernel', () => {
  let vendor: ReturnType<typeof counter>;
  let sandbox: RunningSandbox;
  let base: string;

  beforeEach(async () => {
    vendor = counter();
    sandbox = await startSandbox([vendor], { ports: { counter: 0 } });
    base = sandbox.urls['counter'] ?? '';
  });
  afterEach(() => sandbox.close());

  const post = (path: string, body: unknown = {}, headers = {}) =>
    fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const fault = async (rule: unknown) => expect((await post('/_sandbox/faults', rule)).status).toBe(201);
  const requests = async () =>
    ((await (await fetch(`${base}/_sandbox/requests`)).json()) as { data: Logged[] }).data;

  it('lets the vendor answer with its own shapes, unknown paths and bad JSON included', async () => {
    expect(await (await fetch(`${base}/nowhere`)).json()).toEqual({ oops: 'nothing here' });
    expect((await post('/things', '{bad')).status).toBe(422);
  });

  it('injects a status in the vendor error shape, as often as asked, after as many as asked', async () => {
    await fault({
      method: 'POST',
      route: '/things',
      times: 1,
      after: 1,
      fault: { status: 503, headers: { 'Retry-After': '7' } },
    });
    const statuses = [];
    for (let i = 0; i < 3; i++) {
      const answer = await post('/things');
      statuses.push(answer.status);
      if (answer.status !== 503) continue;
      expect(answer.headers.get('retry-after')).toBe('7');
      expect(await answer.json()).toEqual({ oops: 'Injected by the sandbox', status: 503 });
    }
    expect(statuses).toEqual([200, 503, 200]);
    expect(vendor.made).toBe(2);
  });

  it('drops the connection before or after acting', async () => {
    await fault({ route: '/things', fault: { dropBefore: true } });
    await expect(post('/things')).rejects.toThrow();
    expect(vendor.made).toBe(0);
    await fault({ route: '/things', fault: { dropAfter: true } });
    await expect(post('/things')).rejects.toThrow();
    expect(vendor.made).toBe(1);
    expect((await requests()).map((entry) => entry.fault)).toEqual([
      { dropBefore: true },
      { dropAfter: true },
    ]);
  });

  it('matches on the body and on :params', async () => {
    await fault({ route: '/things', match: { colour: 'red' }, times: null, fault: { status: 418 } });
    await fault({ route: '/things/:id', fault: { status: 404, body: { gone: true } } });
    expect((await post('/things', { colour: 'blue' })).status).toBe(200);
    expect((await post('/things', { colour: 'red', size: 1 })).status).toBe(418);
    expect((await post('/things', { colour: 'red' })).status).toBe(418);
    expect(await (await fetch(`${base}/things/7`)).json()).toEqual({ gone: true });
    await fetch(`${base}/_sandbox/faults`, { method: 'DELETE' });
    expect((await post('/things', { colour: 'red' })).status).toBe(200);
  });

  it('delays, alone or together with a status', async () => {
    await fault({ route: '/things', fault: { delayMs: 40 } });
    await fault({ route: '/things', after: 1, fault: { delayMs: 40, status: 504 } });
    const began = performance.now();
    expect((await post('/things')).status).toBe(200);
    expect((await post('/things')).status).toBe(200);
    expect((await post('/things')).status).toBe(504);
    expect(performance.now() - began).toBeGreaterThan(75);
  });

  it('logs requests with secrets cut to their last four characters', async () => {
    await post(
      '/things?x=1',
      { key: 'sk-ant-api03-secretsecretsecretWXYZ' },
      { authorization: 'Bearer tok_0123456789abcd' },
    );
    const [entry] = await requests();
    expect(entry).toMatchObject({
      path: '/things',
      status: 200,
      query: { x: '1' },
      requestBody: { key: '…WXYZ' },
      responseBody: { made: 1 },
    });
    expect(entry?.headers['authorization']).toBe('Bearer …abcd');
    expect(JSON.stringify(await (await fetch(`${base}/_sandbox/state`)).json())).not.toContain(
      'secretsecret',
    );
  });

  it('moves the clock and ticks', async () => {
    const answer = await post('/_sandbox/clock', { setTo: '2030-01-01T00:00:00.000Z' });
    expect(((await answer.json()) as { now: string }).now).toMatch(/^2030-01-01T00:00:0/);
    expect(vendor.ticks.at(-1)?.getUTCFullYear()).toBe(2030);
    await post('/_sandbox/clock', { advanceSeconds: 86_400 * 31 });
    expect(sandbox.clock.now().getUTCMonth()).toBe(1);
  });

  it('resets the vendor, its faults and its log', async () => {
    await fault({ route: '/things', times: null, fault: { status: 500 } });
    await post('/things');
    await post('/_sandbox/reset');
    expect(await requests()).toEqual([]);
    expect((await post('/things')).status).toBe(200);
  });

  it.each([
    ['/_sandbox/faults', { route: 'things', fault: { status: 500 } }, 'must start with'],
    ['/_sandbox/faults', { route: '/x', fault: {} }, 'A fault needs'],
    ['/_sandbox/faults', { route: '/x', fault: { status: 500 }, tmes: 2 }, '"tmes"'],
    ['/_sandbox/faults', { route: '^(', fault: { status: 500 } }, 'not a valid regular expression'],
    ['/_sandbox/clock', { advanceSeconds: 'soon' }, 'whole number'],
    ['/_sandbox/clock', {}, 'either'],
    ['/_sandbox/webhooks', { mode: 'hold' }, 'sends no webhooks'],
  ])('says what is wrong with %s %j', async (path, body, words) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toContain(words);
  });
});
