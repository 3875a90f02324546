import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openSandboxBench, type SandboxBench } from '../../testing/sandbox-bench.js';

describe('BillingReports', () => {
  let room: SandboxBench;
  beforeEach(async () => {
    room = await openSandboxBench();
    for (const user of ['usr_1', 'usr_2', 'usr_3']) {
      await room.bench.addUser(user);
      await room.useCard(user, 'pm_card_visa');
    }
  });
  afterEach(() => room.close());

  it('counts what a person should look at, which a comparison asked about once', async () => {
    const product = await room.stripe.products.create({ name: 'Something else' });
    const { id: price } = await room.stripe.prices.create({
      product: product.id,
      unit_amount: 1,
      currency: 'usd',
      recurring: { interval: 'month' },
    });
    for (const user of ['usr_1', 'usr_2', 'usr_3']) await room.subscribe(user, 'pro', { items: [{ price }] });
    expect(await room.bench.reports.counts()).toMatchObject({ attention: 0, openFindings: 0 });
    const resolve = jest.spyOn(room.bench.prices, 'resolve');
    await room.bench.reconcile.run({ mode: 'look', trigger: 'command' });
    expect(resolve.mock.calls.filter(([id]) => id === price)).toHaveLength(1);
    await room.bench.reconcile.run({ mode: 'repair', trigger: 'command' });
    await room.deliver();
    const counts = { attention: 3, openFindings: 3, suspended: 0, liveSubscriptions: 3 };
    expect(await room.bench.reports.counts()).toMatchObject(counts);
    const [notice] = (await room.bench.attention.list()).items;
    await room.bench.attention.done(notice?.key ?? '', { actorId: 'usr_admin', reason: 'price put right' });
    expect(await room.bench.reports.counts()).toMatchObject({ attention: 2 });
  });

  it('counts whose service stands still', async () => {
    await room.subscribe('usr_1', 'pro');
    await room.deliver();
    await room.bench.database.query("UPDATE subscriptions SET service = 'suspended', status = 'unpaid'");
    expect(await room.bench.reports.counts()).toMatchObject({ suspended: 1 });
  });

  it('finds the addresses of a list of customers with one query', async () => {
    expect(await room.bench.reports.emailsOf(['usr_1', 'usr_3', 'usr_nobody'])).toEqual(
      new Map([
        ['usr_1', 'usr_1@example.com'],
        ['usr_3', 'usr_3@example.com'],
      ]),
    );
    expect(await room.bench.reports.emailsOf([])).toEqual(new Map());
  });
});
