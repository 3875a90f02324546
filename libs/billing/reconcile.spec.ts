import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testConfig } from '@automna/core';
import { type RunningSandbox, createStripeVendor, startSandbox } from '../../apps/sandbox/src/index.js';
import { lookupKeyOf, type PlanName } from '@automna/contracts';
import type Stripe from 'stripe';
import { createStripe } from './adapters/stripe.provider.js';
import type { ReconcileMode } from './domain/reconcile-run.js';
import { StripeEventEntity, SubscriptionEntity } from './persistence/billing-entities.js';
import { type Bench, openBench } from './testing/bench.js';

/** The comparison with the real SDK against the Stripe stand-in. No webhook ever arrives here. */
describe('StripeReconcile', () => {
  let sandbox: RunningSandbox;
  let bench: Bench;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await startSandbox([createStripeVendor({})], { ports: {} });
    const env = { STRIPE_API_URL: sandbox.urls['stripe'] };
    stripe = createStripe(testConfig(env).stripe);
    bench = await openBench({ stripe, env, now: new Date() });
    await bench.catalogue.syncCatalogue({ dryRun: false });
  });
  afterEach(async () => {
    await sandbox.close();
    await bench.close();
  });

  const control = async (path: string, body: object) => {
    const response = await fetch(`${sandbox.urls['stripe']}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(true);
  };
  /** A customer of ours with a card; answers with their id at Stripe. */
  const join = async (userId: string) => {
    const customer = await bench.customers.ensure(await bench.addUser(userId));
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
    return customer;
  };
  const subscribe = async (customer: string, plan: PlanName = 'pro') => {
    const { data } = await stripe.prices.list({ lookup_keys: [lookupKeyOf(plan)] });
    return stripe.subscriptions.create({ customer, items: [{ price: data[0]?.id ?? '' }] });
  };
  const pass = (mode: ReconcileMode = 'look') => bench.reconcile.run({ mode, trigger: 'command' });
  const kinds = async (mode: ReconcileMode = 'look') =>
    (await pass(mode)).findings.map(({ kind }) => kind).filter((kind) => kind !== 'event_missing');
  const rows = () => bench.repository(SubscriptionEntity).find();
  const edit = (sql: string) => bench.database.query(`UPDATE subscriptions SET ${sql}`);

  it('finds nothing in an empty account, and writes that down', async () => {
    const { run, findings } = await pass();
    expect(findings).toEqual([]);
    expect(run).toMatchObject({ status: 'done', mode: 'look', trigger: 'command', findings: 0, open: 0 });
    expect(await bench.runs.latest()).toMatchObject({ id: run.id, counts: run.counts });
  });

  it('only says what it would do in a look, and does it in a repair', async () => {
    await subscribe(await join('usr_1'));
    const look = await pass();
    expect(new Set(look.findings.map(({ kind }) => kind))).toEqual(
      new Set(['subscription_missing', 'event_missing']),
    );
    expect(look.run.open).toBe(look.findings.length);
    expect(look.findings.every(({ userId }) => userId === 'usr_1')).toBe(true);
    expect(await rows()).toEqual([]);
    expect(await bench.repository(StripeEventEntity).count()).toBe(0);

    const repair = await pass('repair');
    expect(repair.run.open).toBe(0);
    expect(repair.findings.every(({ repairedAt, outcome }) => repairedAt !== null && outcome)).toBe(true);
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ live: true, planName: 'pro' });
    await bench.worker.drainOnce();
    const events = await bench.repository(StripeEventEntity).find();
    expect(events.length).toBeGreaterThan(0);
    expect(events.every(({ source, status }) => source === 'reconcile' && status === 'processed')).toBe(true);
    expect(bench.mails).toHaveLength(1);
    expect((await pass()).findings).toEqual([]);
  });

  it.each([
    ['a wrong status', `status = 'past_due'`],
    ['a subscription believed to have ended', `status = 'canceled', live = 0, service = 'ended'`],
    ['a wrong plan', `plan = 'power', price_cents = 4000`],
    ['a lost flag', `live = 0`],
    ['a suspension of nobody', `service = 'suspended'`],
    ['a cancellation of nobody', `cancel_at_period_end = 1`],
    [
      'a schedule that is not there',
      `schedule_id = 'sub_sched_x', next_plan = 'starter', next_catalogue = 'byok'`,
    ],
  ])('puts %s right', async (_what, sql) => {
    await subscribe(await join('usr_1'));
    await pass('repair');
    const [before] = await rows();
    await edit(sql);
    expect(await kinds()).toEqual(['subscription_differs']);
    expect(await kinds('repair')).toEqual(['subscription_differs']);
    const [after] = await rows();
    expect({ ...after, revision: 0, updatedAt: 0, lastEventAt: 0 }).toEqual({
      ...before,
      revision: 0,
      updatedAt: 0,
      lastEventAt: 0,
    });
    expect(await kinds()).toEqual([]);
    expect(bench.mails).toHaveLength(1);
  });

  it('leaves two that are paid for to a person', async () => {
    const customer = await join('usr_1');
    await subscribe(customer);
    await subscribe(customer, 'power');
    await pass('repair');
    const { run, findings } = await pass('repair');
    expect(findings).toMatchObject([{ kind: 'two_live', repairedAt: null, userId: 'usr_1' }]);
    expect(findings[0]?.outcome).toContain('person');
    expect(run.open).toBe(1);
    expect(await stripe.subscriptions.list({ customer }).then(({ data }) => data)).toHaveLength(2);
  });

  it('leaves a row that Stripe does not know to a person, unless it has ended', async () => {
    await subscribe(await join('usr_1'));
    await pass('repair');
    await edit(`stripe_subscription_id = 'sub_elsewhere'`);
    expect(await kinds()).toEqual(['subscription_gone', 'subscription_missing']);
    await edit(`status = 'canceled', live = 0`);
    expect(await kinds()).toEqual(['subscription_missing']);
  });

  it('ends what a customer had that was deleted at Stripe', async () => {
    const customer = await join('usr_1');
    await subscribe(customer);
    await pass('repair');
    await stripe.customers.del(customer);
    expect(await kinds('repair')).toContain('customer_gone');
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ live: false, status: 'canceled' });
    expect(await bench.customers.stripeIdOf('usr_1')).toBeNull();
    expect((await pass('repair')).run.open).toBe(0);
  });

  it('leaves a customer of another account to a person', async () => {
    await join('usr_1');
    await bench.database.query(`UPDATE stripe_customers SET stripe_customer_id = 'cus_elsewhere'`);
    const { findings } = await pass('repair');
    expect(findings.find(({ kind }) => kind === 'customer_gone')).toMatchObject({
      repair: 'person',
      repairedAt: null,
      stripeId: 'cus_elsewhere',
    });
  });

  it('is not concerned with subscriptions of other people in the account', async () => {
    const stranger = await stripe.customers.create({ email: 'stranger@example.com' });
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: stranger.id });
    await stripe.customers.update(stranger.id, { invoice_settings: { default_payment_method: method.id } });
    await subscribe(stranger.id);
    expect(await kinds()).toEqual([]);
  });

  it('reports a price of nobody and a catalogue that was changed', async () => {
    const customer = await join('usr_1');
    const product = await stripe.products.create({ name: 'Something else' });
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 0,
      product: product.id,
      recurring: { interval: 'month' },
    });
    await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
    await stripe.products.update('automna_byok_pro', { name: 'Renamed' });
    await pass('repair');
    const { findings } = await pass('repair');
    expect(findings.map(({ kind, repairedAt }) => [kind, repairedAt])).toEqual([
      ['price_unknown', null],
      ['catalogue_drift', null],
    ]);
    expect(findings[1]?.sentence).toContain('Correct product automna_byok_pro');
  });

  it('needs as many requests for fifteen subscriptions as for one', async () => {
    await subscribe(await join('usr_0'));
    const one = (await pass('repair')).run.counts;
    for (let i = 1; i < 15; i += 1) await subscribe(await join(`usr_${i}`));
    await pass('repair');
    const { counts } = (await pass()).run;
    expect(counts).toMatchObject({ subscriptions: 15, customers: 15, rows: 15 });
    // More pages of events, nothing else: each holds a hundred.
    expect(counts.calls - one.calls).toBeLessThanOrEqual(Math.ceil(counts.events / 20));
    expect(bench.pause.waits.length).toBeGreaterThan(0);
  }, 20_000);

  it('looks at events since the last pass that left none behind', async () => {
    await subscribe(await join('usr_1'));
    await pass();
    expect(bench.clock.now().getTime() - (await bench.runs.eventsSince()).getTime()).toBe(30 * 86_400_000);
    const { run } = await pass('repair');
    expect((await bench.runs.eventsSince()).getTime()).toBe(run.startedAt.getTime() - 2 * 3_600_000);
  });

  it('lets the hourly task wait for events that are on their way, and repair the rest', async () => {
    await control('webhooks', { mode: 'hold' });
    await control('stripe/webhook-endpoint', { url: 'http://127.0.0.1:9/', secret: 'whsec_x' });
    await subscribe(await join('usr_1'));
    expect(await bench.reconcileTask.run(new AbortController().signal)).toBe(
      '1 findings, 1 repaired, 0 open',
    );
    expect((await bench.runs.latest())?.counts.eventsOnTheirWay).toBeGreaterThan(0);
    bench.clock.advance({ minutes: 2 });
    const { findings } = await bench.reconcile.run({ mode: 'look', trigger: 'schedule' });
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['event_missing']));
  });

  it('repairs what it can when Stripe fails in between, and says what failed', async () => {
    const [first, second] = [await join('usr_1'), await join('usr_2')];
    const broken = await subscribe(first);
    await subscribe(second);
    await control('faults', { route: `/v1/subscriptions/${broken.id}`, times: null, fault: { status: 500 } });
    const { findings } = await pass('repair');
    const missing = findings.filter(({ kind }) => kind === 'subscription_missing');
    expect(missing.filter(({ repairedAt }) => repairedAt === null)).toMatchObject([
      { stripeId: broken.id, outcome: expect.stringContaining('out of reach') },
    ]);
    expect(missing.filter(({ repairedAt }) => repairedAt !== null)).toHaveLength(1);
  });

  it('writes down why a pass failed, and the next one begins anew', async () => {
    await control('faults', { route: '/v1/subscriptions', times: null, fault: { status: 500 } });
    await expect(pass()).rejects.toThrow();
    expect(await bench.reconcileTask.run(new AbortController().signal)).toContain('could not be reached');
    const failed = { status: 'failed', error: expect.any(String) };
    expect((await bench.runs.list()).items).toMatchObject([failed, failed]);
    await fetch(`${sandbox.urls['stripe']}/_sandbox/faults`, { method: 'DELETE' });
    expect((await pass()).run.status).toBe('done');
  });

  it('runs one pass at a time', async () => {
    const both = await Promise.allSettled([pass(), pass()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({ errorCode: 'reconcile_busy' });
  });

  it('carries out what staff ask for through the outbox, audited, and one at a time', async () => {
    await subscribe(await join('usr_1'));
    const asked = await bench.reconcile.request('repair', 'usr_admin', 'a customer complained');
    expect(asked.status).toBe('running');
    await expect(bench.reconcile.request('look', 'usr_admin', null)).rejects.toMatchObject({
      errorCode: 'reconcile_busy',
    });
    expect(await bench.reconcileTask.run(new AbortController().signal)).toContain('Skipped');
    await bench.worker.drainOnce();
    expect(await bench.runs.latest()).toMatchObject({ id: asked.id, actorId: 'usr_admin', open: 0 });
    expect(await bench.runs.running()).toBeNull();
    expect(bench.audits).toMatchObject([
      { action: 'billing.drift_repair', actorId: 'usr_admin', reason: 'a customer complained' },
    ]);
    expect((await bench.subscriptions.ofUser('usr_1')).live).toBe(true);
  });

  it('takes over from a pass whose process died', async () => {
    const dead = await bench.runs.begin({ mode: 'look', trigger: 'schedule', actorId: null, reason: null });
    const { run } = await pass();
    expect((await bench.runs.list()).items.map(({ id, status }) => [id, status])).toEqual([
      [run.id, 'done'],
      [dead.id, 'failed'],
    ]);
  });

  it('gives the console everything about a customer', async () => {
    const customer = await join('usr_1');
    await stripe.subscriptions.cancel((await subscribe(customer, 'starter')).id);
    await subscribe(customer);
    await subscribe(customer, 'power');
    await pass('repair');
    await bench.worker.drainOnce();
    await pass();
    const report = await bench.customerBilling.of('usr_1');
    expect(report).toMatchObject({ service: 'running', stripeCustomerId: customer });
    expect(report.subscriptions.map(({ row }) => [row.status, row.live, row.duplicate])).toEqual([
      ['active', true, false],
      ['active', false, true],
      ['canceled', false, false],
    ]);
    expect(report.money?.invoices).toHaveLength(3);
    expect(report.attention.map(({ kind }) => kind)).toContain('two_live');
    expect(report.events.length).toBeGreaterThan(3);
    await control('faults', { route: '/v1/invoices', times: null, fault: { status: 500 } });
    expect((await bench.customerBilling.of('usr_1')).money).toBeNull();
  });
});
