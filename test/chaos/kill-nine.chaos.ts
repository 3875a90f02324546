import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { sandbox } from '../support/sandbox-control.js';
import { Stack } from '../support/stack.js';
import { describeMoment, drawMoments, type Moment } from './support/moments.js';
import { expectOneOfEach } from './support/one-of-each.js';
import { Person } from './support/person.js';
import { Chance } from './support/seed.js';
import { untilSettled } from './support/settled.js';
import { Truth } from './support/truth.js';
import { watchFor } from './support/watch.js';

// Leases are real time: what a killed process was working on is taken up by the next one after up to a minute.
jest.setTimeout(900_000);

const MOMENT_WITHIN_MS = 90_000;
const chance = Chance.fromEnvironment();
const say = (line: string) => process.stdout.write(`${line}\n`);

/** The webhook leaves right after the payment, so whoever waits for it has to be ready before. */
const preparedAt = ({ step }: Moment) => (step === 'confirm' ? 'pay' : step);

describe('kill -9 of the API', () => {
  let stack: Stack;
  let truth: Truth;
  const people: Person[] = [];
  const journeys: Promise<void>[] = [];

  beforeAll(async () => {
    stack = await Stack.start({ bootMs: 400 });
    truth = new Truth(stack);
  });
  afterAll(async () => {
    if (process.env['STACK_LOG'] === '1') say(stack.log);
    await stack?.stop();
  });

  it('at 20 random moments of the journey leaves every customer with one of each', async () => {
    say(`CHAOS_SEED=${chance.seed}`);
    const moments = drawMoments(chance);
    expect(moments).toHaveLength(20);
    for (const [index, moment] of moments.entries()) {
      const { own, others } = await killDuringNewJourney(moment);
      const where = `${moment.step}: ${describeMoment(moment)}`;
      say(
        `kill ${String(index + 1).padStart(2)}  ${where.padEnd(78)} own ${own.padEnd(9)} others [${others.join(' ')}]`,
      );
    }
    const ends = await Promise.allSettled(journeys);
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);

    await truth.signIn();
    const { jobs, stripeEvents } = await untilSettled(truth);
    expect({ dead: jobs.dead, failed: stripeEvents.failed }).toEqual({ dead: 0, failed: 0 });
    for (const person of people) await expectOneOfEach(truth, person);
    // Nobody owns more than the customers do.
    const { apps, machines, volumes } = await truth.atFly();
    expect([apps.length, machines.length, volumes.length]).toEqual([20, 20, 20]);
    say(
      `20 kills, 20 customers with one of each; ${people.reduce((sum, { retries }) => sum + retries, 0)} requests repeated`,
    );
  });

  /**
   * Sends one more customer on the way and kills the API at the given moment of theirs. Those of earlier rounds go on
   * meanwhile, so most processes die under several journeys, and some journeys see several deaths.
   * @returns the steps at the kill.
   */
  async function killDuringNewJourney(moment: Moment): Promise<{ own: string; others: string[] }> {
    const struck = Promise.withResolvers<{ own: string; others: string[] }>();
    const patience = AbortSignal.timeout(MOMENT_WITHIN_MS);
    patience.addEventListener('abort', () =>
      struck.reject(new Error(`Never came: ${describeMoment(moment)}`)),
    );
    let prepared = false;
    const person = new Person({
      api: () => stack.url,
      mailUrl: stack.vendors.mail,
      onStep: async (step) => {
        if (prepared || step !== preparedAt(moment)) return;
        prepared = true;
        const wait =
          moment.on === 'request'
            ? await watchFor(stack.vendors[moment.request.vendor], moment)
            : (signal: AbortSignal) => delay(moment.extraMs, undefined, { signal });
        wait(patience)
          .then(() => struck.resolve(kill(person)))
          .catch(struck.reject);
      },
    });
    people.push(person);
    const journey = person.travel();
    journeys.push(journey);
    journey.catch(struck.reject);
    return struck.promise;
  }

  /** Ends the process in the middle of whatever it does, and starts it again. */
  async function kill(person: Person): Promise<{ own: string; others: string[] }> {
    const others = people
      .filter((other) => other !== person && other.step !== 'done')
      .map(({ step }) => step);
    const own = person.step;
    expect(await stack.apis[0]?.stop('SIGKILL')).toBe('SIGKILL');
    await Promise.all(Object.values(stack.vendors).map((url) => sandbox.clearFaults(url)));
    await stack.startApi();
    return { own, others };
  }
});
