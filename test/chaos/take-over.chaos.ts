import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Stack } from '../support/stack.js';
import type { Moment } from './support/moments.js';
import { expectOneOfEach } from './support/one-of-each.js';
import { Person } from './support/person.js';
import { untilSettled } from './support/settled.js';
import { Truth } from './support/truth.js';
import { newestRequest, requestsSince, watchFor } from './support/watch.js';

// The lease of the job that sets a machine up lasts a minute, in real time.
jest.setTimeout(240_000);

/** Fly has been asked for the machine and has not made it yet. */
const MACHINE_ASKED_FOR: Extract<Moment, { on: 'request' }> = {
  step: 'provision',
  on: 'request',
  phase: 'received',
  request: { vendor: 'fly', method: 'POST', path: '^/v1/apps/[^/]+/machines$' },
  extraMs: 0,
};
const LEASE_SECONDS = 60;
const SLACK_SECONDS = 45;

describe('two API processes on one database', () => {
  let stack: Stack;
  let survivor = 0;

  beforeAll(async () => {
    stack = await Stack.start({ apis: 2, bootMs: 400 });
  });
  afterAll(() => stack?.stop());

  it('one is gone for good in the middle of setting up a machine: the other goes on where it stopped', async () => {
    const person = new Person({ api: () => stack.urls[survivor] ?? '', mailUrl: stack.vendors.mail });
    await person.register();
    await person.buy();
    await person.connectKey();

    const held = await watchFor(stack.vendors.fly, MACHINE_ASKED_FOR);
    const before = await newestRequest(stack.vendors.fly);
    const ready = person.provision();
    ready.catch(() => undefined);
    await held(AbortSignal.timeout(30_000));
    // Whoever was asked is at work: a commit wakes the worker of its own process first. Checked below all the same.
    expect(await stack.apis[0]?.stop('SIGKILL')).toBe('SIGKILL');
    survivor = 1;
    const killedAt = Date.now();
    await ready;
    const waited = (Date.now() - killedAt) / 1000;
    process.stdout.write(`taken over and ready ${waited.toFixed(1)} s after the kill\n`);
    expect(waited).toBeLessThan(LEASE_SECONDS + SLACK_SECONDS);

    const asked = (await requestsSince(stack.vendors.fly, before)).filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/machines'),
    );
    // 0: the connection ended without an answer, so it was the killed process that had asked.
    expect(asked.map(({ status }) => status)).toEqual([0, 200]);
    expect(stack.apis[1]?.running).toBe(true);

    await person.travel();
    const truth = new Truth(stack, () => stack.urls[1] ?? '');
    await truth.signIn();
    expect((await untilSettled(truth)).jobs.dead).toBe(0);
    await expectOneOfEach(truth, person);
    const { apps, machines, volumes } = await truth.atFly();
    expect([apps.length, machines.length, volumes.length]).toEqual([1, 1, 1]);
  });
});
