import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, openBench } from '../testing/bench.js';
import { connectionError } from '../testing/fake-errors.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('DunningTask', () => {
  let bench: Bench;
  let price: string;
  beforeEach(async () => {
    bench = await openBench();
    price = bench.addCatalogue().pro;
  });
  afterEach(() => bench.close());

  /** A subscription that is late since `days` ago, read when it was only a day late. */
  const late = async (userId: string, days: number) => {
    const customer = await bench.customers.ensure(await bench.addUser(userId));
    const created = Math.floor(bench.clock.now().getTime() / 1000) - days * 86_400;
    const id = bench.fake.addSubscription({ customer, price, status: 'past_due' });
    bench.fake.invoices.set(`in_${id}`, {
      id: `in_${id}`,
      subscription: id,
      status: 'open',
      attempted: true,
      created,
      amount_remaining: 3000,
      currency: 'usd',
      next_payment_attempt: null,
      hosted_invoice_url: 'https://pay',
    });
    const now = bench.clock.now();
    bench.clock.set(new Date((created + 86_400) * 1000));
    await bench.sync.apply(id, { text: 'test', at: bench.clock.now() });
    bench.clock.set(now);
    return id;
  };
  const run = (signal = new AbortController().signal) => bench.dunning.run(signal);
  const service = async (userId: string) => (await bench.subscriptions.ofUser(userId)).service;

  it('reads those again whose fourteen days are over, and only those', async () => {
    await late('usr_over', 14);
    await late('usr_within', 13);
    expect(await run()).toMatch(/^1 subscriptions/);
    expect(await service('usr_over')).toBe('suspended');
    expect(await service('usr_within')).toBe('payment_late');
    const last = bench.events.at(-1)?.payload;
    expect(last).toMatchObject({
      userId: 'usr_over',
      before: { status: 'past_due', service: 'payment_late' },
      after: { status: 'past_due', service: 'suspended', live: true },
    });
  });

  it('finds out that somebody paid without telling', async () => {
    const id = await late('usr_1', 20);
    Object.assign(bench.fake.subscriptions.get(id) ?? {}, { status: 'active' });
    bench.fake.invoices.clear();
    await run();
    expect(await service('usr_1')).toBe('running');
    expect(bench.mails.map(({ template }) => template)).not.toContain('service_suspended');
  });

  it('goes on when one cannot be read, and comes back to it', async () => {
    await late('usr_1', 20);
    await late('usr_2', 15);
    bench.fake.fail('subscriptions.retrieve', new Error('Stripe is down'));
    expect(await run()).toContain(
      '2 subscriptions whose time to pay is up were read again, 1 of them in vain',
    );
    expect([await service('usr_1'), await service('usr_2')]).toEqual(['payment_late', 'suspended']);
    await run();
    expect(await service('usr_1')).toBe('suspended');
  });

  it('gives up a while when Stripe is away, and not because of one that Stripe stumbles over', async () => {
    for (const n of [1, 2, 3, 4, 5]) await late(`usr_${n}`, 20);
    const down = () => bench.fake.fail('subscriptions.retrieve', connectionError());
    for (let n = 0; n < 3; n += 1) down();
    const reads = bench.fake.count('subscriptions.retrieve');
    expect(await run()).toContain('waits until Stripe can be reached');
    expect(bench.fake.count('subscriptions.retrieve') - reads).toBe(3);
    down();
    expect(await run()).toMatch(/^5 .* 1 of them in vain$/);
    expect(await run()).toMatch(/^1 .* 0 of them in vain$/);
  });

  it('stops when it is told to', async () => {
    await late('usr_1', 20);
    const reads = bench.fake.count('subscriptions.retrieve');
    await run(AbortSignal.abort());
    expect(bench.fake.count('subscriptions.retrieve')).toBe(reads);
  });

  it('keeps the day the payment was due, not the day it was noticed', async () => {
    await late('usr_1', 14);
    const { pastDueSince } = await bench.subscriptions.ofUser('usr_1');
    expect(pastDueSince?.getTime()).toBe(bench.clock.now().getTime() - 14 * DAY_MS);
  });
});
