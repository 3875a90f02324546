import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { sandbox } from '../support/sandbox-control.js';
import { Stack } from '../support/stack.js';
import { DatabaseFile } from './support/database.js';
import type { Moment } from './support/moments.js';
import { expectOneOfEach } from './support/one-of-each.js';
import { type Answer, Person } from './support/person.js';
import { untilSettled } from './support/settled.js';
import { Truth } from './support/truth.js';
import { watchFor } from './support/watch.js';

jest.setTimeout(240_000);

/** A request sent this long before the signal has been read by the process, also on a busy machine. */
const SURELY_THERE_MS = 500;
const WITHIN_MS = 10_000;

interface Write {
  person: Person;
  sentAt: number;
  answer: Answer | null;
}

const received = (vendor: 'anthropic' | 'fly', method: 'GET' | 'POST', path: string) =>
  ({
    step: 'key',
    on: 'request',
    phase: 'received',
    request: { vendor, method, path },
    extraMs: 0,
  }) satisfies Moment;

describe('asked to stop', () => {
  let stack: Stack;
  let database: DatabaseFile;

  beforeEach(async () => {
    database = await DatabaseFile.create();
    stack = await Stack.start({ bootMs: 400, env: { DATABASE_URL: database.url } });
  });
  afterEach(async () => {
    await stack?.stop();
    await database.remove();
  });

  const newPerson = () => new Person({ api: () => stack.url, mailUrl: stack.vendors.mail });

  /** @returns how long the process took to leave. */
  async function stop(signal: 'SIGTERM' | 'SIGINT'): Promise<{ code: unknown; ms: number }> {
    const asked = performance.now();
    const code = await stack.apis[0]?.stop(signal);
    return { code, ms: performance.now() - asked };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s in the middle of requests loses no answered write',
    async (signal) => {
      const writes: Write[] = [];
      let open = true;
      const signUp = async () => {
        while (open) {
          const write: Write = { person: newPerson(), sentAt: Date.now(), answer: null };
          writes.push(write);
          const account = {
            email: write.person.email,
            password: 'correct horse battery staple',
            name: 'Kim',
          };
          write.answer = await write.person.once('POST', '/api/auth/register', account);
          if (write.answer?.status !== 201) await delay(50);
        }
      };
      const saver = newPerson();
      await saver.register();

      // A key that is being checked at the vendor at the moment of the signal: this request must still be answered.
      await sandbox.fault(stack.vendors.anthropic, {
        method: 'GET',
        route: '/v1/models',
        fault: { delayMs: 3000 },
      });
      const saving = saver.once('POST', '/api/user/byok', { apiKey: saver.key });
      const sessions = Array.from({ length: 4 }, signUp);
      await delay(2000);
      const signalledAt = Date.now();
      const { code, ms } = await stop(signal);
      open = false;
      await Promise.all(sessions);
      expect(code).toBe(0);
      expect(ms).toBeLessThan(WITHIN_MS);

      expect((await saving)?.status).toBe(200);
      const answered = writes.filter(({ answer }) => answer?.status === 201);
      const early = writes.filter(({ sentAt }) => sentAt < signalledAt - SURELY_THERE_MS);
      expect(early.length).toBeGreaterThan(2);
      expect(early.filter(({ answer }) => answer?.status !== 201)).toEqual([]);
      // What came too late was turned away with a word or without a connection, never with a broken answer.
      const late = writes.filter(({ answer }) => answer !== null && answer.status !== 201);
      expect(late.filter(({ answer }) => answer?.status !== 503)).toEqual([]);
      process.stdout.write(
        `${signal}: left after ${Math.round(ms)} ms, ${answered.length} sign-ups answered, ` +
          `${writes.length - answered.length} turned away\n`,
      );

      const lost = async () => {
        const emails = new Set(await database.column('SELECT email FROM users'));
        return answered.map(({ person }) => person.email).filter((email) => !emails.has(email));
      };
      expect(await lost()).toEqual([]);
      expect(await database.column('SELECT user_id FROM byok_keys')).toEqual([saver.id]);
      // A clean end leaves nothing in anybody's hands.
      expect(await database.column(`SELECT kind FROM outbox_jobs WHERE status = 'running'`)).toEqual([]);
      expect(await database.column('SELECT name FROM leases')).toEqual([]);

      await stack.startApi();
      expect(await lost()).toEqual([]);
      const truth = new Truth(stack);
      await truth.signIn();
      expect((await untilSettled(truth)).jobs.dead).toBe(0);
      for (const { person } of answered) {
        const subjects = (await person.mails()).map(({ subject }) => subject);
        expect({ email: person.email, subjects }).toEqual({
          email: person.email,
          subjects: ['Please verify your e-mail address'],
        });
      }
    },
  );

  it('SIGTERM while a vendor hangs in the middle of a set-up: leaves in time, and the next process goes on at once', async () => {
    const person = newPerson();
    await person.register();
    await person.buy();
    await person.connectKey();
    const held = await watchFor(stack.vendors.fly, received('fly', 'POST', '^/v1/apps/[^/]+/machines$'));
    const ready = person.provision();
    ready.catch(() => undefined);
    await held(AbortSignal.timeout(30_000));
    const { code, ms } = await stop('SIGTERM');
    process.stdout.write(`SIGTERM while Fly hangs: left after ${Math.round(ms)} ms\n`);
    expect({ code, inTime: ms < WITHIN_MS }).toEqual({ code: 0, inTime: true });
    expect(await database.column(`SELECT kind FROM outbox_jobs WHERE status = 'running'`)).toEqual([]);
    expect(await database.column('SELECT name FROM leases')).toEqual([]);

    await sandbox.clearFaults(stack.vendors.fly);
    await stack.startApi();
    const restartedAt = Date.now();
    await ready;
    // Nobody waits for the lease of a process that left in an orderly way.
    expect(Date.now() - restartedAt).toBeLessThan(30_000);
    await person.travel();
    const truth = new Truth(stack);
    await truth.signIn();
    await untilSettled(truth);
    await expectOneOfEach(truth, person);
  });
});
