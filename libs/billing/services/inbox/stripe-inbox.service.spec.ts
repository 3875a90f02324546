import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { type Bench, openBench } from '../../testing/bench.js';
import { connectionError } from '../../testing/fake-errors.js';
import { ATTEMPTS_KEPT } from './event-attempts.service.js';

describe('StripeInbox', () => {
  let bench: Bench;
  let customer: string;
  let subscription: string;

  beforeEach(async () => {
    bench = await openBench();
    const prices = bench.addCatalogue();
    customer = await bench.customers.ensure(await bench.addUser('usr_1'));
    subscription = bench.fake.addSubscription({ customer, price: prices.pro });
  });
  afterEach(() => bench.close());

  const takeIn = async (id: string, given: { type?: string; customer?: string } = {}) => {
    const { type = 'customer.subscription.updated', customer: whose = customer } = given;
    await bench.inbox.takeIn({
      id,
      type,
      created: 1_772_000_000,
      api_version: '2026-10-28.endive',
      data: { object: { id: subscription, object: 'subscription', customer: whose } },
    } as unknown as Stripe.Event);
    bench.clock.advance({ seconds: 1 });
  };
  const ids = async (filter: Parameters<typeof bench.stripeInbox.list>[0] = {}) =>
    (await bench.stripeInbox.list(filter)).items.map(({ id }) => id);
  const actor = { actorId: 'usr_admin', reason: 'it looked wrong' };

  it('finds events by state, by type or its beginning, and by customer under either name', async () => {
    await takeIn('evt_1');
    await bench.worker.drainOnce();
    await takeIn('evt_2', { type: 'customer.subscription.deleted' });
    await takeIn('evt_3', { type: 'what.ever', customer: 'cus_other' });
    expect(await ids()).toEqual(['evt_3', 'evt_2', 'evt_1']);
    expect(await ids({ status: 'pending' })).toEqual(['evt_2']);
    expect(await ids({ type: 'customer.subscription' })).toEqual(['evt_2', 'evt_1']);
    expect(await ids({ type: 'customer.subscription.deleted' })).toEqual(['evt_2']);
    expect(await ids({ type: 'customer_subscription' })).toEqual([]);
    expect(await ids({ customer: 'usr_1' })).toEqual(['evt_2', 'evt_1']);
    expect(await ids({ customer: 'cus_other' })).toEqual(['evt_3']);
    expect(await ids({ customer: 'usr_nobody' })).toEqual([]);
    expect((await bench.stripeInbox.list()).items.map(({ userId }) => userId)).toEqual([
      null,
      'usr_1',
      'usr_1',
    ]);
  });

  it('turns pages, and begins anew at a cursor that was made up', async () => {
    for (let i = 1; i <= 5; i += 1) await takeIn(`evt_${i}`);
    const first = await bench.stripeInbox.list({ limit: 2 });
    expect(first.items[0]).not.toHaveProperty('payload');
    const second = await bench.stripeInbox.list({ limit: 2, cursor: first.nextCursor ?? '' });
    const third = await bench.stripeInbox.list({ limit: 2, cursor: second.nextCursor ?? '' });
    expect([first, second, third].flatMap(({ items }) => items.map(({ id }) => id))).toEqual([
      'evt_5',
      'evt_4',
      'evt_3',
      'evt_2',
      'evt_1',
    ]);
    expect(third.nextCursor).toBeNull();
    expect(await ids({ cursor: 'made up' })).toHaveLength(5);
  });

  it('carries an event out once more and keeps both outcomes, the body, and who asked', async () => {
    await takeIn('evt_1');
    await bench.worker.drainOnce();
    await bench.stripeInbox.replay('evt_1', actor);
    expect((await bench.stripeInbox.get('evt_1')).event.status).toBe('pending');
    await bench.worker.drainOnce();
    const { event, attempts, replays } = await bench.stripeInbox.get('evt_1');
    expect(event).toMatchObject({ status: 'processed', attempts: 2, userId: 'usr_1' });
    expect(attempts.map(({ outcome }) => outcome)).toEqual([
      `${subscription} was already up to date`,
      'The subscription became active',
    ]);
    expect(attempts.every(({ finishedAt }) => finishedAt !== null)).toBe(true);
    expect(replays).toMatchObject([{ actorId: 'usr_admin', reason: 'it looked wrong' }]);
    expect(JSON.parse(event.payload)).toMatchObject({ id: 'evt_1' });
    expect([bench.mails.length, bench.events.length]).toEqual([1, 1]);
  });

  it('gives a failed event another chance', async () => {
    bench.fake.fail('subscriptions.retrieve', new Error('a bug'));
    await takeIn('evt_1');
    await bench.worker.drainOnce();
    expect((await bench.stripeInbox.get('evt_1')).attempts).toMatchObject([
      { status: 'failed', outcome: 'a bug' },
    ]);
    await bench.stripeInbox.replay('evt_1', actor);
    await bench.worker.drainOnce();
    expect((await bench.stripeInbox.get('evt_1')).event.status).toBe('processed');
  });

  it('shows an attempt whose process died as one without an end', async () => {
    await takeIn('evt_1');
    await bench.database.query(
      `INSERT INTO stripe_event_attempts (id, event_id, started_at) VALUES ('sea_0', 'evt_1', '2026-03-01T00:00:00.000Z')`,
    );
    expect((await bench.stripeInbox.get('evt_1')).attempts).toMatchObject([
      { finishedAt: null, status: null },
    ]);
  });

  it('counts every attempt of a long outage and keeps the last ones', async () => {
    bench.fake.fail('subscriptions.retrieve', connectionError(), { times: ATTEMPTS_KEPT + 3 });
    await takeIn('evt_1');
    for (let i = 0; i < ATTEMPTS_KEPT + 4; i += 1) {
      await bench.worker.drainOnce();
      bench.clock.advance({ minutes: 1 });
    }
    const { event, attempts } = await bench.stripeInbox.get('evt_1');
    expect(event).toMatchObject({ status: 'processed', attempts: ATTEMPTS_KEPT + 4 });
    expect(attempts).toHaveLength(ATTEMPTS_KEPT);
  });

  it.each(['get', 'replay'] as const)('%s: says that there is no such event', async (what) => {
    const act = what === 'get' ? bench.stripeInbox.get('evt_x') : bench.stripeInbox.replay('evt_x', actor);
    await expect(act).rejects.toMatchObject({ errorCode: 'stripe_event_not_found' });
    expect(bench.audits).toEqual([]);
  });
});
