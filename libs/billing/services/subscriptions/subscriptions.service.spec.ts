import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, openBench } from '../../testing/bench.js';

describe('Subscriptions', () => {
  let bench: Bench;
  let prices: Record<'starter' | 'pro' | 'power', string>;
  beforeEach(async () => {
    bench = await openBench();
    prices = bench.addCatalogue();
  });
  afterEach(() => bench.close());

  const subscribe = async (userId: string, given: { price: string; status?: string; created?: number }) => {
    const customer = await bench.customers.ensure(userId);
    const id = bench.fake.addSubscription({ customer, ...given });
    await bench.sync.apply(id, { text: 'test', at: bench.clock.now() });
    return id;
  };

  it('are none for somebody who never subscribed', async () => {
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({
      status: 'none',
      live: false,
      plan: null,
      id: null,
    });
    await expect(bench.subscriptions.requireLive('usr_1')).rejects.toMatchObject({
      errorCode: 'subscription_required',
    });
  });

  it('show the live one before the latest one that ended', async () => {
    await bench.addUser('usr_1');
    await subscribe('usr_1', { price: prices.pro, created: 1_772_000_000 });
    await subscribe('usr_1', { price: prices.power, created: 1_772_900_000, status: 'canceled' });
    expect(await bench.subscriptions.requireLive('usr_1')).toMatchObject({
      plan: { name: 'pro' },
      startedAt: new Date(1_772_000_000_000),
    });
  });

  it.each([
    ['past_due', true],
    ['unpaid', true],
    ['paused', true],
    ['incomplete', false],
    ['canceled', false],
  ])('in status %s are live: %s', async (status, live) => {
    await bench.addUser('usr_1');
    await subscribe('usr_1', { price: prices.pro, status });
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ status, live });
  });

  it.each([
    ['active', null],
    ['past_due', null],
    ['unpaid', 'payment_overdue'],
    ['paused', 'payment_overdue'],
    ['canceled', 'subscription_required'],
  ])('in status %s are refused service with %s', async (status, errorCode) => {
    await bench.addUser('usr_1');
    await subscribe('usr_1', { price: prices.pro, status });
    const asked = bench.subscriptions.requireService('usr_1');
    if (errorCode === null) await expect(asked).resolves.toMatchObject({ live: true });
    else await expect(asked).rejects.toMatchObject({ errorCode });
  });

  it('answer for a page of customers at once', async () => {
    await bench.addUser('usr_1');
    await bench.addUser('usr_2');
    const id = await subscribe('usr_2', { price: prices.starter });
    const views = await bench.subscriptions.ofUsers(['usr_1', 'usr_2']);
    expect([...views].map(([user, { status }]) => [user, status])).toEqual([
      ['usr_1', 'none'],
      ['usr_2', 'active'],
    ]);
    expect(await bench.reports.stripeIds('usr_2')).toEqual({
      stripeCustomerId: await bench.customers.stripeIdOf('usr_2'),
      stripeSubscriptionId: id,
    });
    expect(await bench.reports.stripeIds('usr_1')).toEqual({
      stripeCustomerId: null,
      stripeSubscriptionId: null,
    });
    expect(await bench.reports.lastEvents('usr_1')).toEqual([]);
  });
});
