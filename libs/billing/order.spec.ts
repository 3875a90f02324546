import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PLAN_NAMES, type PlanName } from '@automna/contracts';
import fc from 'fast-check';
import type Stripe from 'stripe';
import { standingOf } from './domain/standing.js';
import { SubscriptionEntity } from './persistence/billing-entities.js';
import { type Bench, openBench } from './testing/bench.js';
import { Lifecycle, type Step, STEPS } from './testing/lifecycle.js';

/** ORDERS=1000 for the long run; ORDER_SEED runs a printed failure again. */
const RUNS = Number(process.env['ORDERS'] ?? 60);
const SEED = process.env['ORDER_SEED'];

/** When an event arrives: after so many further steps (`null` = it is lost), and how often. */
const fate = fc.record({
  delay: fc.option(fc.nat({ max: 6 }), { nil: null, freq: 5 }),
  copies: fc.constantFrom(1, 1, 2),
  place: fc.nat(),
});
const moment = <T extends Step>(...steps: readonly T[]) =>
  fc.record({
    step: fc.constantFrom(...steps),
    plan: fc.constantFrom(...PLAN_NAMES),
    fates: fc.array(fate, { minLength: 3, maxLength: 3 }),
  });
const life = fc
  .tuple(moment('subscribe'), fc.array(moment(...STEPS), { minLength: 2, maxLength: 14 }))
  .map(([first, rest]) => [first, ...rest]);

describe('The order of events', () => {
  let bench: Bench;
  let prices: Record<PlanName, string>;
  let customers = 0;

  beforeAll(async () => {
    bench = await openBench();
    prices = bench.addCatalogue();
  });
  afterAll(() => bench.close());

  const deliver = async (events: Stripe.Event[]) => {
    for (const event of events) await bench.inbox.takeIn(event);
    await bench.worker.drainOnce();
    await bench.dunning.run(new AbortController().signal);
  };
  const rowsOf = (userId: string) =>
    bench.repository(SubscriptionEntity).find({ where: { userId }, order: { stripeCreatedAt: 'ASC' } });
  const traces = (userId: string) => ({
    timeline: bench.timeline.filter((entry) => entry.userId === userId).length,
    mails: mailsOf(userId).length,
    events: eventsOf(userId).length,
  });
  const mailsOf = (userId: string) =>
    bench.mails.filter(({ to }) => to === `${userId}@example.com`).map(({ dedupeKey }) => dedupeKey);
  const eventsOf = (userId: string) =>
    bench.events.map(({ payload }) => payload).filter((payload) => payload['userId'] === userId);

  it('does not matter, nor do doubles, delays and losses', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (steps) => {
        customers += 1;
        const userId = await bench.addUser(`usr_${customers}`);
        const customer = await bench.customers.ensure(userId);
        const lived = new Lifecycle(bench, prices, `c${customers}`, customer);
        const all: Stripe.Event[] = [];
        const underway: { due: number; place: number; event: Stripe.Event }[] = [];
        const arrive = async (now: number) => {
          const due = underway.filter((one) => one.due <= now).sort((a, b) => a.place - b.place);
          for (const one of due) underway.splice(underway.indexOf(one), 1);
          await deliver(due.map(({ event }) => event));
        };
        for (const [now, { step, plan, fates }] of steps.entries()) {
          for (const [index, event] of lived.take(step, plan).entries()) {
            all.push(event);
            const { delay = 0, copies = 1, place = 0 } = fates[index] ?? {};
            if (delay === null) continue;
            for (let copy = 0; copy < copies; copy += 1)
              underway.push({ due: now + delay, place: place + copy, event });
          }
          await arrive(now);
        }
        await arrive(Number.POSITIVE_INFINITY);
        // What was lost is found by the comparison with Stripe, which reads again.
        for (const id of [...lived.subscriptions].reverse())
          await bench.sync.apply(id, { text: 'reconcile', at: bench.clock.now() });

        await equalsStripe(lived, userId);
        const letters = mailsOf(userId);
        expect([...lived.deserved]).toEqual(expect.arrayContaining(letters));
        expect(new Set(letters).size).toBe(letters.length);
        expectNoIdleNews(userId);
        const settled = traces(userId);
        await deliver([...all].reverse());
        for (const id of lived.subscriptions)
          await bench.sync.apply(id, { text: 'again', at: bench.clock.now() });
        expect([traces(userId), mailsOf(userId)]).toEqual([settled, letters]);
      }),
      { numRuns: RUNS, ...(SEED ? { seed: Number(SEED) } : {}) },
    );
  }, 600_000);

  const equalsStripe = async (lived: Lifecycle, userId: string) => {
    const rows = await rowsOf(userId);
    expect(rows.map(({ stripeSubscriptionId }) => stripeSubscriptionId)).toEqual(lived.subscriptions);
    for (const row of rows) {
      const reading = await bench.reader.read(row.stripeSubscriptionId);
      expect(row).toMatchObject(reading?.columns ?? {});
      expect(row.service).toBe(standingOf(row, bench.clock.now()));
    }
    const last = rows.at(-1);
    const running = last !== undefined && last.status !== 'canceled';
    expect(rows.filter(({ live }) => live)).toEqual(running ? [last] : []);
    if (last?.service === 'running')
      expect(mailsOf(userId)).toContain(`plan_active:${last.stripeSubscriptionId}:${last.plan}`);
    if (last?.service === 'suspended')
      expect(mailsOf(userId)).toContain(`service_suspended:${last.overdueInvoiceId}`);
    expect(eventsOf(userId).at(-1)?.['after']).toEqual(
      last && {
        catalogue: last.catalogue,
        plan: last.plan,
        status: last.status,
        live: last.live,
        service: last.service,
      },
    );
  };
  /** Each event tells other rooms something new: nothing is granted or taken twice. */
  const expectNoIdleNews = (userId: string) => {
    const told = eventsOf(userId).map((payload) =>
      JSON.stringify([payload['subscriptionId'], payload['after']]),
    );
    for (const [index, one] of told.entries()) expect(one).not.toBe(told[index - 1]);
  };
});
