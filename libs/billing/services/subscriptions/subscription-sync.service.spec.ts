import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SubscriptionEntity } from '../../persistence/billing-entities.js';
import { type Bench, openBench } from '../../testing/bench.js';

describe('SubscriptionSync', () => {
  let bench: Bench;
  let prices: Record<'starter' | 'pro' | 'power', string>;
  let customer: string;

  beforeEach(async () => {
    bench = await openBench();
    prices = bench.addCatalogue();
    customer = await bench.customers.ensure(await bench.addUser('usr_1'));
  });
  afterEach(() => bench.close());

  const apply = (id: string) => bench.sync.apply(id, { text: 'Stripe event evt_1', at: bench.clock.now() });
  const change = (id: string, values: Record<string, unknown>) =>
    Object.assign(bench.fake.subscriptions.get(id) ?? {}, values);

  it('writes what Stripe says, tells the timeline, the other rooms and the customer', async () => {
    const id = bench.fake.addSubscription({
      customer,
      price: prices.pro,
      start: 1_772_000_000,
      end: 1_774_000_000,
    });
    expect(await apply(id)).toBe('The subscription became active');
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({
      status: 'active',
      live: true,
      catalogue: 'byok',
      planName: 'pro',
      priceCents: 3000,
      currentPeriodStart: new Date(1_772_000_000_000),
      currentPeriodEnd: new Date(1_774_000_000_000),
      cancelAtPeriodEnd: false,
      stripeSubscriptionId: id,
    });
    expect(bench.timeline).toMatchObject([
      { userId: 'usr_1', kind: 'billing.subscription_activated', cause: 'Stripe event evt_1' },
    ]);
    expect(bench.events).toMatchObject([
      {
        name: 'billing.subscription-changed',
        payload: {
          userId: 'usr_1',
          before: null,
          after: { catalogue: 'byok', plan: 'pro', status: 'active', live: true },
        },
      },
    ]);
    expect(bench.mails).toMatchObject([
      { to: 'usr_1@example.com', template: 'plan_active', data: { plan: 'Pro' } },
    ]);
  });

  it('leaves no trace of a second reading', async () => {
    const id = bench.fake.addSubscription({ customer, price: prices.pro });
    await apply(id);
    expect(await apply(id)).toContain('already up to date');
    expect([bench.timeline.length, bench.events.length, bench.mails.length]).toEqual([1, 1, 1]);
  });

  it('reads one subscription ten times at once and writes it once', async () => {
    const id = bench.fake.addSubscription({ customer, price: prices.pro });
    await Promise.all(Array.from({ length: 10 }, () => apply(id)));
    expect(await bench.repository(SubscriptionEntity).count()).toBe(1);
    expect([bench.timeline.length, bench.events.length, bench.mails.length]).toEqual([1, 1, 1]);
  });

  it('keeps the latest event time, whatever order events come in', async () => {
    const id = bench.fake.addSubscription({ customer, price: prices.pro });
    const [early, late] = [new Date('2026-03-01T10:00:00Z'), new Date('2026-03-01T11:00:00Z')];
    await bench.sync.apply(id, { text: 'late', at: late });
    await bench.sync.apply(id, { text: 'early', at: early });
    expect(
      (await bench.repository(SubscriptionEntity).findOneByOrFail({ stripeSubscriptionId: id })).lastEventAt,
    ).toEqual(late);
  });

  it('tells each real change once', async () => {
    const id = bench.fake.addSubscription({ customer, price: prices.pro, end: 1_774_000_000 });
    await apply(id);
    change(id, { status: 'past_due' });
    await apply(id);
    change(id, { status: 'active', cancel_at_period_end: true });
    await apply(id);
    change(id, { cancel_at_period_end: false });
    await apply(id);
    change(id, { status: 'canceled' });
    await apply(id);
    expect(bench.kinds()).toEqual([
      'billing.subscription_activated',
      'billing.payment_late',
      'billing.payment_recovered',
      'billing.cancel_scheduled',
      'billing.cancel_undone',
      'billing.subscription_canceled',
    ]);
    expect(bench.mails.map(({ template }) => template)).toEqual(['plan_active', 'subscription_ended']);
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({
      status: 'canceled',
      live: false,
      service: 'ended',
    });
  });

  it('takes the plan from the price, not from metadata or names', async () => {
    const id = bench.fake.addSubscription({ customer, price: prices.starter, metadata: { plan: 'power' } });
    await apply(id);
    expect((await bench.subscriptions.ofUser('usr_1')).planName).toBe('starter');
  });

  it('still knows the plan of a price whose lookup key moved on', async () => {
    const id = bench.fake.addSubscription({ customer, price: prices.pro });
    await apply(id);
    Object.assign(bench.fake.prices.get(prices.pro) ?? {}, { lookup_key: null });
    change(id, { status: 'past_due' });
    await apply(id);
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ status: 'past_due', planName: 'pro' });
  });

  it('records an unknown price as unknown and grants no plan', async () => {
    const id = bench.fake.addSubscription({ customer, price: bench.fake.addPrice(null, 3000) });
    await apply(id);
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({
      live: true,
      plan: null,
      catalogue: null,
      priceCents: 3000,
    });
    expect(bench.kinds()).toContain('billing.price_unknown');
    expect(bench.mails).toEqual([]);
    await expect(bench.subscriptions.requireLive('usr_1')).rejects.toMatchObject({
      errorCode: 'unknown_plan',
    });
  });

  it('keeps an amount of zero as zero', async () => {
    Object.assign(bench.fake.prices.get(prices.pro) ?? {}, { unit_amount: 0 });
    await apply(bench.fake.addSubscription({ customer, price: prices.pro }));
    expect((await bench.subscriptions.ofUser('usr_1')).priceCents).toBe(0);
  });

  it('changes nothing for a stranger and for a subscription Stripe does not know', async () => {
    const id = bench.fake.addSubscription({ customer: 'cus_stranger', price: prices.pro });
    expect(await apply(id)).toContain('belongs to no customer of ours');
    expect(await apply('sub_none')).toContain('Stripe does not know');
    expect(await bench.repository(SubscriptionEntity).count()).toBe(0);
  });

  it('keeps the subscription when Stripe suddenly does not know it', async () => {
    const id = bench.fake.addSubscription({ customer, price: prices.pro });
    await apply(id);
    bench.fake.subscriptions.clear();
    await apply(id);
    expect((await bench.subscriptions.ofUser('usr_1')).live).toBe(true);
  });

  it('throws a reading away that somebody else overtook', async () => {
    const id = bench.fake.addSubscription({ customer, price: prices.pro });
    await apply(id);
    bench.fake.onRetrieve = async () => {
      bench.fake.onRetrieve = undefined;
      // Another process, to which we lost the lease: it read later and writes first.
      change(id, { status: 'past_due' });
      await bench.database.query(`UPDATE subscriptions SET status = 'past_due', revision = revision + 1`);
    };
    await apply(id);
    expect(bench.fake.count('subscriptions.retrieve')).toBe(3);
    expect((await bench.subscriptions.ofUser('usr_1')).status).toBe('past_due');
  });

  it('never revives what has ended', async () => {
    const id = bench.fake.addSubscription({ customer, price: prices.pro, status: 'canceled' });
    await apply(id);
    change(id, { status: 'active' });
    expect(await apply(id)).toContain('was refused');
    expect((await bench.subscriptions.ofUser('usr_1')).live).toBe(false);
  });

  describe('a second live subscription', () => {
    const both = async (order: 'older first' | 'newer first') => {
      const older = bench.fake.addSubscription({ customer, price: prices.pro, created: 1_772_000_000 });
      const newer = bench.fake.addSubscription({ customer, price: prices.power, created: 1_772_000_500 });
      for (const id of order === 'older first' ? [older, newer] : [newer, older]) await apply(id);
      return { older, newer };
    };

    it.each(['older first', 'newer first'] as const)(
      'is kept, does not count and is reported: %s',
      async (order) => {
        const { older, newer } = await both(order);
        expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({
          stripeSubscriptionId: older,
          planName: 'pro',
        });
        const row = await bench
          .repository(SubscriptionEntity)
          .findOneByOrFail({ stripeSubscriptionId: newer });
        expect(row).toMatchObject({ live: false, duplicate: true, status: 'active' });
        expect(bench.kinds().filter((kind) => kind === 'billing.duplicate_subscription')).toHaveLength(1);
        expect(await bench.reports.counts()).toMatchObject({
          liveSubscriptions: 1,
          duplicateSubscriptions: 1,
        });
      },
    );

    it('counts once the first one ends, and nobody is told that the plan is gone', async () => {
      const { older, newer } = await both('older first');
      change(older, { status: 'canceled' });
      await apply(older);
      expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({
        stripeSubscriptionId: newer,
        live: true,
      });
      expect(bench.events.map(({ payload }) => payload['after'])).toMatchObject([
        { plan: 'pro', live: true },
        { plan: 'power', live: true },
      ]);
    });

    it('is read for its own sake when it starts to count: its late payment is told', async () => {
      const { older, newer } = await both('older first');
      change(newer, { status: 'past_due' });
      bench.fake.invoices.set('in_1', {
        id: 'in_1',
        subscription: newer,
        status: 'open',
        attempted: true,
        created: bench.clock.now().getTime() / 1000,
        amount_remaining: 4000,
        currency: 'usd',
        next_payment_attempt: null,
        hosted_invoice_url: 'https://pay',
      });
      await apply(newer);
      change(older, { status: 'canceled' });
      await apply(older);
      expect(bench.mails.map(({ dedupeKey }) => dedupeKey)).toEqual([
        `plan_active:${older}:pro`,
        'payment_failed:in_1',
      ]);
    });

    it('cannot be live beside the first one in the database itself', async () => {
      const { newer } = await both('older first');
      const cheat = bench.database.query(
        'UPDATE subscriptions SET live = 1, duplicate = 0 WHERE stripe_subscription_id = ?',
        [newer],
      );
      await expect(cheat).rejects.toThrow(/UNIQUE/);
    });
  });
});
