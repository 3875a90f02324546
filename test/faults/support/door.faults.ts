import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Case, type Fault, FlyDoor } from './door.js';

const CALL = 'POST /v1/apps/:app/machines/:id/stop #1';

describe('the door in front of Fly', () => {
  let fly: Server;
  let door: FlyDoor;
  let acted: string[] = [];

  beforeAll(async () => {
    fly = createServer((request, answer) => {
      acted.push(`${request.method} ${request.url}`);
      answer.end('{}');
    });
    await new Promise<void>((resolve) => fly.listen(0, '127.0.0.1', resolve));
    door = await FlyDoor.open();
    door.leadTo(`http://127.0.0.1:${(fly.address() as AddressInfo).port}`);
  });
  beforeEach(() => {
    acted = [];
  });
  afterAll(async () => {
    await door.close();
    fly.closeAllConnections();
    fly.close();
  });

  const aCase = (fault: Fault, call = CALL): Case => ({ call, fault, app: null, struck: false });
  const stop = (app: string, signal?: AbortSignal) =>
    fetch(`${door.url}/v1/apps/${app}/machines/m1/stop`, { method: 'POST', body: '{}', signal }).then(
      ({ status }) => status,
      () => 'nothing' as const,
    );

  it.each([
    ['dropped before', 'nothing', 0],
    ['503 before', 503, 0],
    ['dropped after', 'nothing', 1],
    ['408 after', 408, 1],
  ] as const)('%s: the caller gets %s, Fly has acted %i times', async (fault, answer, times) => {
    const its = aCase(fault);
    door.newStory([its]);
    expect(await stop('one')).toBe(answer);
    expect([acted.length, its.app, its.struck]).toEqual([times, 'one', true]);
    expect(await stop('one')).toBe(200);
    expect(await stop('two')).toBe(200);
    expect(acted).toHaveLength(times + 2);
  });

  it.each([
    ['held before', 0],
    ['held after', 1],
  ] as const)(
    '%s: a case once its process has ended, with Fly having acted %i times',
    async (fault, times) => {
      const its = aCase(fault);
      door.newStory([its]);
      const process = new AbortController();
      const asked = stop('one', process.signal);
      while (door.held().calls === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(its.struck).toBe(false);
      await door.strike(async () => {
        process.abort();
        await asked;
      });
      expect([its.struck, acted.length, door.held().calls]).toEqual([true, times, 0]);
    },
  );

  it('counts a call that Fly was still acting upon when the process ended', async () => {
    const its = aCase('held after');
    door.newStory([its]);
    const process = new AbortController();
    const asked = stop('one', process.signal);
    while (its.app === null) await new Promise((resolve) => setImmediate(resolve));
    await door.strike(async () => {
      process.abort();
      await asked;
    });
    while (acted.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect([its.app, its.struck]).toEqual(['one', true]);
    expect(await stop('two')).toBe(200);
    expect(door.held().calls).toBe(0);
  });

  it('opens a case again when its caller gave up before the process ended', async () => {
    const its = aCase('held before');
    door.newStory([its]);
    const caller = new AbortController();
    const asked = stop('one', caller.signal);
    while (door.held().calls === 0) await new Promise((resolve) => setImmediate(resolve));
    caller.abort();
    await asked;
    while (door.held().calls > 0) await new Promise((resolve) => setImmediate(resolve));
    expect([its.app, its.struck]).toEqual([null, false]);
  });

  it('gives one case to a customer, and names calls alike for all of them', async () => {
    const cases = [aCase('503 before'), aCase('503 before'), aCase('503 before', CALL.replace('#1', '#2'))];
    door.newStory(cases);
    expect([await stop('one'), await stop('one'), await stop('two'), await stop('three')]).toEqual([
      503, 200, 503, 200,
    ]);
    expect(await stop('three')).toBe(503);
    expect(cases.map(({ app }) => app)).toEqual(['one', 'two', 'three']);
    const made = JSON.stringify({ name: 'one' });
    await fetch(`${door.url}/v1/apps`, { method: 'POST', body: made });
    await fetch(`${door.url}/_apps/one/startupz`);
    await fetch(`${door.url}/v1/apps?org_slug=automna`);
    await fetch(`${door.url}/v1/apps/one/volumes/v1/snapshots?x=1`);
    expect(door.callsOf('one').slice(2)).toEqual([
      'POST /v1/apps #1',
      'GET /_apps/:app/startupz #1',
      'GET /v1/apps/:app/volumes/:id/snapshots #1',
    ]);
  });
});
