import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import Stripe from 'stripe';
import { StripeEventEntity } from '../../persistence/billing-entities.js';
import { type Bench, openBench } from '../../testing/bench.js';
import { connectionError } from '../../testing/fake-errors.js';

describe('The webhook inbox', () => {
  let bench: Bench;
  let prices: Record<'starter' | 'pro' | 'power', string>;
  let customer: string;
  let subscription: string;

  beforeEach(async () => {
    bench = await openBench();
    prices = bench.addCatalogue();
    customer = await bench.customers.ensure(await bench.addUser('usr_1'));
    subscription = bench.fake.addSubscription({ customer, price: prices.pro });
  });
  afterEach(() => bench.close());

  const seconds = () => Math.floor(bench.clock.now().getTime() / 1000);
  const body = (given: Record<string, unknown> = {}, object: Record<string, unknown> = {}) =>
    JSON.stringify({
      id: 'evt_1',
      object: 'event',
      type: 'customer.subscription.updated',
      api_version: '2026-10-28.endive',
      created: seconds() - 60,
      ...given,
      data: { object: { id: subscription, object: 'subscription', customer, status: 'whatever', ...object } },
    });
  const sign = (payload: string, timestamp = seconds(), secret = 'whsec_test') =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  const deliver = (payload: string, header = sign(payload)) =>
    bench.inbox.receive(Buffer.from(payload), header);
  const stored = () => bench.repository(StripeEventEntity).find();
  const event = () => bench.repository(StripeEventEntity).findOneByOrFail({ id: 'evt_1' });

  it('stores a signed event and applies what Stripe says, not what the event says', async () => {
    await deliver(body({}, { status: 'canceled' }));
    expect(await event()).toMatchObject({ status: 'pending', stripeCustomerId: customer });
    await bench.worker.drainOnce();
    expect(await event()).toMatchObject({ status: 'processed', outcome: 'The subscription became active' });
    expect((await bench.subscriptions.ofUser('usr_1')).live).toBe(true);
    expect(bench.timeline[0]?.cause).toBe('Stripe event evt_1 (customer.subscription.updated)');
  });

  it('answers a second delivery as the first and does nothing more', async () => {
    await deliver(body());
    await deliver(body());
    await bench.worker.drainOnce();
    await deliver(body());
    expect(await bench.worker.drainOnce()).toBe(0);
    expect(await stored()).toMatchObject([{ attempts: 1, conflicts: 0 }]);
    expect([bench.timeline.length, bench.events.length, bench.mails.length]).toEqual([1, 1, 1]);
  });

  it('ends in the same state whatever the order of events', async () => {
    const types = [
      'customer.subscription.deleted',
      'customer.subscription.updated',
      'customer.subscription.created',
    ];
    for (const [index, type] of types.entries()) await deliver(body({ id: `evt_${index}`, type }));
    await bench.worker.drainOnce();
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ status: 'active', live: true });
    expect(bench.kinds()).toEqual(['billing.subscription_activated']);
  });

  it.each<[string, (payload: string) => [Buffer | undefined, string | undefined]]>([
    ['no signature', (payload) => [Buffer.from(payload), undefined]],
    ['an empty signature', (payload) => [Buffer.from(payload), '']],
    ['a signature that is none', (payload) => [Buffer.from(payload), 'correct-signature']],
    ['another secret', (payload) => [Buffer.from(payload), sign(payload, seconds(), 'whsec_other')]],
    ['a changed body', (payload) => [Buffer.from(payload.replace('endive', 'basil')), sign(payload)]],
    ['a re-formatted body', (payload) => [Buffer.from(`${payload} `), sign(payload)]],
    ['no body', (payload) => [undefined, sign(payload)]],
    ['an old timestamp', (payload) => [Buffer.from(payload), sign(payload, seconds() - 301)]],
    ['a timestamp in the future', (payload) => [Buffer.from(payload), sign(payload, seconds() + 301)]],
    [
      'an old signature under a fresh timestamp',
      (payload) => [Buffer.from(payload), sign(payload, seconds() - 1000).replace(/t=\d+/, `t=${seconds()}`)],
    ],
    [
      'two timestamps',
      (payload) => [Buffer.from(payload), `t=${seconds()},${sign(payload, seconds() + 4000)}`],
    ],
  ])('refuses %s with 400 and stores nothing', async (_what, attempt) => {
    await expect(bench.inbox.receive(...attempt(body()))).rejects.toMatchObject({
      errorCode: 'webhook_signature_invalid',
      spec: { status: 400 },
    });
    expect(await stored()).toEqual([]);
    expect(await bench.worker.drainOnce()).toBe(0);
  });

  it.each(['{}', '[]', '"evt"', 'null', '{"id":1,"type":2}', '{"id":"evt_1","type":"x","created":1}'])(
    'refuses a signed body that is no event: %s',
    async (payload) => {
      await expect(deliver(payload)).rejects.toMatchObject({ spec: { status: 400 } });
      expect(await stored()).toEqual([]);
    },
  );

  it.each([-299, 299])('accepts a timestamp %s seconds off', async (offset) => {
    const payload = body();
    await deliver(payload, sign(payload, seconds() + offset));
    expect(await stored()).toHaveLength(1);
  });

  it('keeps an event that does not concern us, as ignored', async () => {
    await deliver(body({ type: 'charge.succeeded' }));
    expect(await event()).toMatchObject({
      status: 'ignored',
      outcome: 'charge.succeeded has no effect on us',
    });
    expect(await bench.worker.drainOnce()).toBe(0);
  });

  it('reads an invoice again when its payload has the shape of another version', async () => {
    bench.fake.invoices.set('in_1', { id: 'in_1', parent: { subscription_details: { subscription } } });
    const object = { id: 'in_1', object: 'invoice', subscription };
    await deliver(body({ type: 'invoice.paid', api_version: '2024-06-20' }, object));
    await bench.worker.drainOnce();
    expect((await event()).status).toBe('processed');
    expect((await bench.subscriptions.ofUser('usr_1')).live).toBe(true);
  });

  it('completes the checkout of a session and activates its plan', async () => {
    bench.fake.subscriptions.delete(subscription);
    const { sessionId } = await bench.checkout.start('usr_1', 'power');
    bench.fake.pay(sessionId);
    await deliver(body({ type: 'checkout.session.completed' }, { id: sessionId }));
    await bench.worker.drainOnce();
    const before = bench.fake.calls.length;
    expect((await bench.checkout.status('usr_1', sessionId)).status).toBe('active');
    expect(bench.fake.calls.length).toBe(before);
  });

  it('finds the checkout by our own id when we died before saving the session', async () => {
    bench.fake.subscriptions.delete(subscription);
    bench.fake.fail('checkout.sessions.create', new Error('killed'), { after: true });
    await expect(bench.checkout.start('usr_1', 'power')).rejects.toThrow('killed');
    const [sessionId = ''] = [...bench.fake.sessions.keys()];
    bench.fake.pay(sessionId);
    await deliver(body({ type: 'checkout.session.completed' }, { id: sessionId }));
    await bench.worker.drainOnce();
    expect((await bench.checkout.status('usr_1', sessionId)).status).toBe('active');
  });

  it("leaves somebody else's checkout alone", async () => {
    await deliver(body({ type: 'checkout.session.completed' }, { id: 'cs_foreign' }));
    await bench.worker.drainOnce();
    expect(await event()).toMatchObject({
      status: 'processed',
      outcome: expect.stringContaining('no checkout of ours'),
    });
  });

  it('ends the subscriptions of a customer deleted at Stripe', async () => {
    await deliver(body({ id: 'evt_0' }));
    await bench.worker.drainOnce();
    bench.fake.customers.set(customer, { id: customer, deleted: true });
    Object.assign(bench.fake.subscriptions.get(subscription) ?? {}, { status: 'canceled' });
    await deliver(body({ type: 'customer.deleted' }, { id: customer, object: 'customer' }));
    await bench.worker.drainOnce();
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ status: 'canceled', live: false });
    expect(await bench.customers.stripeIdOf('usr_1')).toBeNull();
    expect(await bench.reports.lastEvents('usr_1')).toHaveLength(2);
  });

  it('waits while Stripe is out of reach, and says so', async () => {
    bench.fake.fail('subscriptions.retrieve', connectionError());
    await deliver(body());
    expect(await bench.worker.drainOnce()).toBe(1);
    expect(await event()).toMatchObject({
      status: 'pending',
      outcome: expect.stringContaining('no connection'),
    });
    bench.clock.advance({ minutes: 1 });
    await bench.worker.drainOnce();
    expect(await event()).toMatchObject({ status: 'processed', attempts: 2 });
  });

  it('shows a failed event as failed until a later attempt succeeds', async () => {
    bench.fake.fail('subscriptions.retrieve', new Error('a bug'));
    await deliver(body());
    await bench.worker.drainOnce();
    expect(await bench.reports.counts()).toMatchObject({ events: { stored: 1, pending: 0, failed: 1 } });
    bench.clock.advance({ hours: 1 });
    await bench.worker.drainOnce();
    expect(await bench.reports.counts()).toMatchObject({ events: { stored: 1, pending: 0, failed: 0 } });
  });

  it('does the work again after dying between the work and the note of it', async () => {
    await deliver(body());
    await bench.stripeEvents.process('evt_1');
    await bench.database.query(`UPDATE stripe_events SET status = 'pending'`);
    await bench.worker.drainOnce();
    expect((await event()).outcome).toContain('already up to date');
    expect([bench.timeline.length, bench.events.length, bench.mails.length]).toEqual([1, 1, 1]);
  });

  it('keeps the first content of an id, counts the others, and says so once', async () => {
    const warnings = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    await deliver(body());
    await bench.worker.drainOnce();
    for (const status of ['canceled', 'past_due', 'canceled']) await deliver(body({}, { status }));
    expect(await event()).toMatchObject({ status: 'processed', conflicts: 3, attempts: 1 });
    expect((await event()).lastConflictAt).toEqual(bench.clock.now());
    expect((await event()).payload).toBe(body());
    expect(warnings.mock.calls.flat().filter((text) => String(text).includes('other content'))).toHaveLength(
      1,
    );
    warnings.mockRestore();
  });

  it('does not take a countdown of deliveries for other content', async () => {
    await deliver(body({ pending_webhooks: 2 }));
    await deliver(body({ pending_webhooks: 1 }));
    expect((await event()).conflicts).toBe(0);
  });

  it('takes in an event that was fetched, once, and lets the real one come later', async () => {
    const fetched = JSON.parse(body()) as Stripe.Event;
    expect([await bench.inbox.takeIn(fetched), await bench.inbox.takeIn(fetched)]).toEqual([true, false]);
    await deliver(body());
    await bench.worker.drainOnce();
    expect(await event()).toMatchObject({
      source: 'reconcile',
      status: 'processed',
      conflicts: 0,
      attempts: 1,
    });
  });

  it('stores an event of 400 KB as it came', async () => {
    const large = body({}, { description: 'x'.repeat(400 * 1024) });
    await deliver(large);
    expect((await event()).payload).toBe(large);
  });
});
