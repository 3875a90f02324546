import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestWork, type LibsqlDataSource, ManualClock } from '@automna/core';
import { dropped, FakeFly, refuse } from '../testing/fake-fly.js';
import { newCustomer, openProvisioningDatabase, ProvisioningWorld } from '../testing/provisioning-world.js';
import { type FlyError, flyErrorFrom, flyErrorWithoutAnswer } from './fly-error.js';
import { FlyPacer } from './fly-pacing.js';
import { Pause } from './pause.js';

let database: LibsqlDataSource;
beforeAll(async () => {
  database = await openProvisioningDatabase();
});
afterAll(() => database.destroy());

const worldOf = async () => new ProvisioningWorld(database, await newCustomer(database));
const failure = (work: Promise<unknown>): Promise<FlyError> =>
  work.then(
    () => Promise.reject(new Error('did not fail')),
    (error: FlyError) => error,
  );

describe('errors of Fly', () => {
  it.each([
    [422, 'name_taken', 'name_taken', false],
    [422, 'insufficient_capacity', 'capacity', false],
    [503, 'insufficient_capacity', 'capacity', false],
    [400, 'volume_placement_capacity', 'capacity', false],
    [401, 'unknown', 'unauthorized', false],
    [403, undefined, 'unauthorized', false],
    [404, undefined, 'not_found', false],
    [408, 'unknown', 'unavailable', true],
    [409, undefined, 'conflict', false],
    [412, undefined, 'conflict', false],
    [429, undefined, 'rate_limited', false],
    [500, undefined, 'unavailable', true],
    [502, undefined, 'unavailable', true],
    [422, 'something new', 'rejected', false],
    [400, undefined, 'rejected', false],
  ] as const)('%i %s is %s (outcome unknown: %s)', (status, code, expected, outcomeUnknown) => {
    const error = flyErrorFrom(status, { error: 'text', status: code }, new Headers(), 'app.get');
    expect([error.failure, error.facts.outcomeUnknown]).toEqual([expected, outcomeUnknown]);
  });

  it('never repeats what looks like a secret, nor anything about a call that carries some', () => {
    const key = `sk-ant-api03-${'Ab1'.repeat(30)}`;
    const text = (action: string, error: string) =>
      flyErrorFrom(422, { error }, new Headers(), action).message;
    expect(text('machine.update', `bad value ${key} given`)).toContain('bad value [secret] given');
    expect(text('machine.update', `${'x'.repeat(280)} ${key}`)).not.toContain('sk-ant');
    const quoted = Buffer.from(`ANTHROPIC_API_KEY=${key}`).toString('base64');
    expect(text('secrets.set', `cannot parse ${quoted}`)).not.toContain(quoted.slice(0, 8));
  });

  it('knows a request that was never sent from one that may have been carried out', () => {
    const because = (code: string) =>
      new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });
    expect(flyErrorWithoutAnswer(because('ECONNREFUSED'), 'x').facts.outcomeUnknown).toBe(false);
    expect(flyErrorWithoutAnswer(because('ECONNRESET'), 'x').facts.outcomeUnknown).toBe(true);
    expect(flyErrorWithoutAnswer(new Error('time-out'), 'x').facts.outcomeUnknown).toBe(true);
  });
});

describe('retries', () => {
  it('repeats reading after a dropped connection', async () => {
    const world = await worldOf();
    let drops = 2;
    world.fly.before = () => (drops-- > 0 ? dropped() : undefined);
    await expect(world.flyClient.getApp('a1')).resolves.toBeNull();
    expect(world.fly.calls).toHaveLength(3);
  });

  it.each([
    ['dropped', () => dropped()],
    ['500', () => refuse(500, 'boom')],
    ['408', () => refuse(408, 'timeout')],
  ])('never repeats a creating call blindly (%s)', async (_name, fault) => {
    const world = await worldOf();
    world.fly.before = fault;
    const error = await failure(world.flyClient.assignIp('a2', 'v6'));
    expect(error).toMatchObject({ failure: 'unavailable', facts: { outcomeUnknown: true } });
    expect(world.fly.calls).toHaveLength(1);
  });

  it('repeats a creating call that was turned away by the rate limit, after the time Fly names', async () => {
    const world = await worldOf();
    await world.flyClient.createApp('a3', 'key');
    let refusals = 2;
    world.fly.before = () =>
      refusals-- > 0
        ? new Response('{"error":"slow down"}', { status: 429, headers: { 'retry-after': '7' } })
        : undefined;
    await world.flyClient.assignIp('a3', 'v6');
    expect(world.fly.app('a3').ips).toHaveLength(1);
    expect(world.pause.waited.filter((ms) => ms === 7000)).toHaveLength(2);
  });

  it('does not sit out a long pause: the caller is told how long it is', async () => {
    const world = await worldOf();
    const headers = { 'retry-after': '3600' };
    world.fly.before = () => new Response('{"error":"slow down"}', { status: 429, headers });
    const error = await failure(world.flyClient.getApp('a6'));
    expect(error).toMatchObject({ failure: 'rate_limited', facts: { retryAfterMs: 3_600_000 } });
    expect([world.fly.calls.length, world.pause.waited]).toEqual([1, []]);
  });

  it('gives up after four tries and says what Fly said, without our token', async () => {
    const world = await worldOf();
    world.fly.before = () => refuse(503, 'hosts are busy');
    const error = await failure(world.flyClient.getApp('a4'));
    expect(world.fly.calls).toHaveLength(4);
    expect(error.message).toBe('Fly answered 503 to app.get: hosts are busy');
    expect(JSON.stringify(error) + error.message).not.toContain('fm2_');
  });

  it('takes garbage for an answer that never came', async () => {
    const world = await worldOf();
    world.fly.before = () => new Response('<html>gateway</html>', { status: 200 });
    expect(await failure(world.flyClient.assignIp('a5', 'v6'))).toMatchObject({ failure: 'unavailable' });
  });

  it('sends the token as bearer', async () => {
    const world = await worldOf();
    let header: string | null = null;
    world.fly.before = ({ headers }) => {
      header = headers.get('authorization');
    };
    await world.flyClient.getApp('a6');
    expect(header).toBe('Bearer fm2_sandbox');
  });

  it('stops at once when it is told to', async () => {
    const world = await worldOf();
    const stop = new AbortController();
    world.fly.before = () => {
      stop.abort(new Error('shutdown'));
      return dropped();
    };
    await expect(world.flyClient.getApp('a7', stop.signal)).rejects.toThrow('shutdown');
    expect(world.fly.calls).toHaveLength(1);
  });
});

describe('pace', () => {
  class Recorder extends Pause {
    readonly waits: number[] = [];
    for(ms: number): Promise<void> {
      this.waits.push(ms);
      return Promise.resolve();
    }
  }

  it('lets three through at once, then one a second, counted over all processes', async () => {
    const clock = new ManualClock();
    const process = () => {
      const pause = new Recorder();
      return { pause, pacer: new FlyPacer(createTestWork(database, { clock }).uow, clock, pause) };
    };
    const [one, two] = [process(), process()];
    for (const { pacer } of [one, two, one]) await pacer.turn('b1', 'machine.update');
    expect([...one.pause.waits, ...two.pause.waits]).toEqual([]);
    await two.pacer.turn('b1', 'machine.update');
    await one.pacer.turn('b1', 'machine.update');
    expect([two.pause.waits, one.pause.waits]).toEqual([[1000], [2000]]);
    clock.advance({ seconds: 60 });
    await one.pacer.turn('b1', 'machine.update');
    expect(one.pause.waits).toEqual([2000]);
  });

  it('keeps apps and actions apart, and reads faster than it writes', async () => {
    const clock = new ManualClock();
    const pause = new Recorder();
    const pacer = new FlyPacer(createTestWork(database, { clock }).uow, clock, pause);
    for (let n = 0; n < 3; n += 1) await pacer.turn('b2', 'machine.start');
    await pacer.turn('b3', 'machine.start');
    await pacer.turn('b2', 'machine.update');
    for (let n = 0; n < 10; n += 1) await pacer.turn('b2', 'machine.get');
    expect(pause.waits).toEqual([]);
    await pacer.turn('b2', 'machine.get');
    expect(pause.waits).toEqual([200]);
  });

  it('refuses whoever will not wait, and keeps no place for them', async () => {
    const clock = new ManualClock();
    const pause = new Recorder();
    const pacer = new FlyPacer(createTestWork(database, { clock }).uow, clock, pause);
    const press = () => pacer.turn('b5', 'machine.restart', undefined, 1_000);
    for (let n = 0; n < 4; n += 1) await press();
    for (let n = 0; n < 20; n += 1) {
      await expect(press()).rejects.toMatchObject({ failure: 'rate_limited', facts: { retryAfterMs: 1000 } });
    }
    expect(pause.waits).toEqual([1000]);
    clock.advance({ seconds: 1 });
    await press();
    expect(pause.waits).toEqual([1000, 1000]);
  });

  it('does not wait for turns of a future that was taken back, and goes on pacing from now', async () => {
    const clock = new ManualClock();
    const pause = new Recorder();
    const pacer = new FlyPacer(createTestWork(database, { clock }).uow, clock, pause);
    clock.advance({ days: 14 });
    await pacer.turn('b6', 'machine.update');
    clock.advance({ days: -14 });
    for (let n = 0; n < 4; n += 1) await pacer.turn('b6', 'machine.update', undefined, 1_000);
    expect(pause.waits).toEqual([1000]);
  });

  it('is kept by every call of the client', async () => {
    const world = new ProvisioningWorld(database, await newCustomer(database), { fly: new FakeFly() });
    for (let n = 0; n < 5; n += 1) await world.flyClient.getApp('b4');
    expect(world.pause.waited).toEqual([1000, 1000]);
  });
});
