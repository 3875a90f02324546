import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testConfig } from '@automna/core';
import { type RunningSandbox, createStripeVendor, startSandbox } from '../../apps/sandbox/src/index.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import Stripe from 'stripe';
import { createStripe } from './adapters/stripe.provider.js';
import { StripeEventEntity, SubscriptionEntity } from './persistence/billing-entities.js';
import { type Bench, openBench } from './testing/bench.js';
import { Arrivals, openWebhookServer } from './testing/webhook-server.js';

const SECRET = 'whsec_sandbox_spec';
const COMPLETED = 'checkout.session.completed';
const CREATED = 'customer.subscription.created';

/** The room with the real SDK against the Stripe stand-in, over real sockets, signatures and retries included. */
describe('Billing against the Stripe sandbox', () => {
  let sandbox: RunningSandbox;
  let bench: Bench;
  let stripe: Stripe;
  let arrivals: Arrivals;
  let server: { url: string; app: NestFastifyApplication };

  beforeEach(async () => {
    sandbox = await startSandbox([createStripeVendor({})], { ports: {} });
    const env = { STRIPE_API_URL: sandbox.urls['stripe'], STRIPE_WEBHOOK_SECRET: SECRET };
    stripe = createStripe(testConfig(env).stripe);
    bench = await openBench({ stripe, env, now: new Date() });
    await bench.catalogue.syncCatalogue({ dryRun: false });
    arrivals = new Arrivals(bench.inbox);
    server = await openWebhookServer(arrivals, bench.config);
    await control('stripe/webhook-endpoint', { url: server.url, secret: SECRET });
    await bench.addUser('usr_1');
  });
  afterEach(async () => {
    await server.app.close();
    await sandbox.close();
    await bench.close();
  });

  const control = async (path: string, body: object = {}) => {
    const response = await fetch(`${sandbox.urls['stripe']}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  const pay = (url: string, cardNumber = '4242424242424242') =>
    fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        cardNumber,
        cardExpiry: '12 / 34',
        cardCvc: '123',
        billingName: 'Ada Lovelace',
        email: 'usr_1@example.com',
      }),
    });
  const live = async () => (await bench.subscriptions.ofUser('usr_1')).live;
  const subscriptionsAtStripe = async () => {
    const customer = (await bench.customers.stripeIdOf('usr_1')) ?? '';
    return (await stripe.subscriptions.list({ customer, status: 'all' })).data;
  };

  it('syncs its catalogue and its webhook endpoint once', async () => {
    const again = await bench.catalogue.syncCatalogue({ dryRun: true, webhook: true });
    expect(again.actions.map(({ kind }) => kind)).toEqual(['create_webhook_endpoint']);
    const { webhookSecret } = await bench.catalogue.syncCatalogue({ dryRun: false, webhook: true });
    expect(webhookSecret?.reveal()).toMatch(/^whsec_/);
    expect((await bench.catalogue.syncCatalogue({ dryRun: false, webhook: true })).actions).toEqual([]);
  });

  it('goes from checkout over payment and webhook to an active plan', async () => {
    const { sessionId, url } = await bench.checkout.start('usr_1', 'pro');
    expect((await bench.checkout.status('usr_1', sessionId)).status).toBe('open');
    const paid = await pay(url);
    expect(paid.status).toBe(303);
    expect(paid.headers.get('location')).toBe(
      `http://127.0.0.1:3000/checkout/success?session_id=${sessionId}`,
    );
    await arrivals.of(COMPLETED);
    await bench.worker.drainOnce();
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({
      status: 'active',
      live: true,
      planName: 'pro',
      priceCents: 3000,
    });
    expect((await bench.checkout.status('usr_1', sessionId)).status).toBe('active');
    expect(bench.mails).toHaveLength(1);
    expect(bench.events).toHaveLength(1);
    const [atStripe] = await subscriptionsAtStripe();
    const view = await bench.subscriptions.ofUser('usr_1');
    expect(view.currentPeriodEnd?.getTime()).toBe((atStripe?.items.data[0]?.current_period_end ?? 0) * 1000);
  });

  it('becomes active from the success page while the webhooks are held, and they change nothing later', async () => {
    await control('webhooks', { mode: 'hold' });
    const { sessionId, url } = await bench.checkout.start('usr_1', 'starter');
    await pay(url);
    expect((await bench.checkout.status('usr_1', sessionId)).status).toBe('active');
    await control('webhooks', { mode: 'normal' });
    await control('webhooks/release');
    await arrivals.of(COMPLETED);
    await arrivals.of(CREATED);
    await bench.worker.drainOnce();
    expect([bench.mails.length, bench.events.length]).toEqual([1, 1]);
    expect(bench.kinds()).toEqual(['billing.checkout_started', 'billing.subscription_activated']);
  });

  it.each(['duplicate', 'reorder'])('has one outcome when webhooks come in mode %s', async (mode) => {
    await control('webhooks', { mode });
    const { url } = await bench.checkout.start('usr_1', 'power');
    await pay(url);
    if (mode === 'reorder') await control('webhooks/release');
    await arrivals.of(COMPLETED, mode === 'duplicate' ? 2 : 1);
    await arrivals.of(CREATED, mode === 'duplicate' ? 2 : 1);
    await bench.worker.drainOnce();
    expect(await bench.repository(SubscriptionEntity).count()).toBe(1);
    expect(await live()).toBe(true);
    expect([bench.mails.length, bench.events.length]).toEqual([1, 1]);
    const events = await bench.repository(StripeEventEntity).find();
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.filter(({ status }) => status === 'failed' || status === 'pending')).toEqual([]);
  });

  it('has the same outcome when every webhook is lost', async () => {
    await control('webhooks', { mode: 'drop' });
    const { url } = await bench.checkout.start('usr_1', 'pro');
    await pay(url);
    await expect(bench.checkout.start('usr_1', 'pro')).rejects.toMatchObject({
      errorCode: 'already_subscribed',
    });
    expect(await live()).toBe(true);
  });

  it('leaves the checkout open after a declined card, for another try', async () => {
    const { sessionId, url } = await bench.checkout.start('usr_1', 'pro');
    expect((await pay(url, '4000000000000002')).status).toBe(402);
    expect((await bench.checkout.status('usr_1', sessionId)).status).toBe('open');
    expect(await live()).toBe(false);
    expect((await pay(url)).status).toBe(303);
    expect((await bench.checkout.status('usr_1', sessionId)).status).toBe('active');
    expect((await subscriptionsAtStripe()).filter(({ status }) => status === 'active')).toHaveLength(1);
  });

  it('gives ten parallel checkouts one session and one customer', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => bench.checkout.start('usr_1', 'pro')));
    expect(new Set(all.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect((await stripe.customers.list()).data).toHaveLength(1);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it('ends with one subscription when a customer changes their mind and pays twice', async () => {
    const first = await bench.checkout.start('usr_1', 'pro');
    const second = await bench.checkout.start('usr_1', 'power');
    await pay(first.url);
    await pay(second.url);
    expect((await bench.checkout.status('usr_1', second.sessionId)).status).toBe('active');
    expect(await subscriptionsAtStripe()).toHaveLength(1);
    expect((await bench.subscriptions.ofUser('usr_1')).planName).toBe('power');
  });

  it.each(['dropAfter', 'dropBefore'])(
    'finds the same session when the connection breaks: %s',
    async (fault) => {
      await control('faults', {
        method: 'POST',
        route: '/v1/checkout/sessions',
        times: 4,
        fault: { [fault]: true },
      });
      await expect(bench.checkout.start('usr_1', 'pro')).rejects.toMatchObject({
        errorCode: 'billing_unavailable',
      });
      await fetch(`${sandbox.urls['stripe']}/_sandbox/faults`, { method: 'DELETE' });
      const { sessionId } = await bench.checkout.start('usr_1', 'pro');
      expect((await stripe.checkout.sessions.list()).data.map(({ id }) => id)).toEqual([sessionId]);
    },
  );

  it('waits out 429', async () => {
    await control('faults', { route: '/v1/prices', times: 2, fault: { status: 429 } });
    expect((await bench.checkout.start('usr_1', 'pro')).url).toContain('/c/pay/');
    expect(bench.pause.waits).toEqual([500, 1000]);
  });

  it('sees a cancellation made at Stripe', async () => {
    const { sessionId, url } = await bench.checkout.start('usr_1', 'pro');
    await pay(url);
    await bench.checkout.status('usr_1', sessionId);
    const [subscription] = await subscriptionsAtStripe();
    await stripe.subscriptions.cancel(subscription?.id ?? '');
    await arrivals.of('customer.subscription.deleted');
    await bench.worker.drainOnce();
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ status: 'canceled', live: false });
  });

  it('opens the billing portal', async () => {
    await bench.checkout.start('usr_1', 'pro');
    expect((await fetch((await bench.portal.open('usr_1')).url)).status).toBe(200);
  });
});
