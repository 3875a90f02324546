import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testConfig } from '@automna/core';
import type Stripe from 'stripe';
import { createStripeVendor, type RunningSandbox, startSandbox } from '../../apps/sandbox/src/index.js';
import { createStripe } from './adapters/stripe.provider.js';
import { SubscriptionEntity } from './persistence/billing-entities.js';
import { SubscriptionEnd } from './services/subscriptions/subscription-end.service.js';
import { type Bench, openBench } from './testing/bench.js';

describe('ending a subscription at once, at the Stripe sandbox', () => {
  let sandbox: RunningSandbox;
  let bench: Bench;
  let stripe: Stripe;
  let end: SubscriptionEnd;

  beforeEach(async () => {
    sandbox = await startSandbox([createStripeVendor({})], { ports: {} });
    const env = { STRIPE_API_URL: sandbox.urls['stripe'] };
    stripe = createStripe(testConfig(env).stripe);
    bench = await openBench({ stripe, env, now: new Date() });
    await bench.catalogue.syncCatalogue({ dryRun: false });
    await bench.addUser('usr_1');
    const { url, sessionId } = await bench.checkout.start('usr_1', 'pro');
    await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        ...{ cardNumber: '4242424242424242', cardExpiry: '12 / 34', cardCvc: '123' },
        ...{ billingName: 'Ada', email: 'usr_1@example.com' },
      }),
    });
    await bench.checkout.status('usr_1', sessionId);
    const rows = bench.database.getRepository(SubscriptionEntity);
    end = new SubscriptionEnd(
      bench.gateway,
      bench.sync,
      bench.clock,
      bench.customers,
      bench.checkouts,
      bench.sessions,
      rows,
    );
  });
  afterEach(async () => {
    await sandbox.close();
    await bench.close();
  });

  it('leaves nothing that is charged, and doing it again changes nothing', async () => {
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ live: true, service: 'running' });
    await end.atOnce('usr_1', 'the account was closed');
    await end.atOnce('usr_1', 'the account was closed');
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ live: false, service: 'ended' });
    const customer = (await bench.customers.stripeIdOf('usr_1')) ?? '';
    const { data } = await stripe.subscriptions.list({ customer, status: 'all' });
    expect(data.map(({ status }) => status)).toEqual(['canceled']);
  });

  it('reads what had ended at Stripe before we heard of it', async () => {
    const { stripeSubscriptionId } = await bench.subscriptions.ofUser('usr_1');
    await stripe.subscriptions.cancel(stripeSubscriptionId ?? '');
    await end.atOnce('usr_1', 'the account was closed');
    expect((await bench.subscriptions.ofUser('usr_1')).live).toBe(false);
  });

  it('ends what was begun at Stripe without our hearing of it', async () => {
    const customer = (await bench.customers.stripeIdOf('usr_1')) ?? '';
    const price = await bench.prices.priceOf('starter');
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.subscriptions.create({ customer, items: [{ price }], default_payment_method: card.id });
    await end.atOnce('usr_1', 'the account was closed');
    const { data } = await stripe.subscriptions.list({ customer, status: 'all' });
    expect(data.map(({ status }) => status)).toEqual(['canceled', 'canceled']);
  });

  it('closes a checkout that somebody could still pay in', async () => {
    await bench.addUser('usr_2');
    const { sessionId } = await bench.checkout.start('usr_2', 'pro');
    await end.atOnce('usr_2', 'the account was closed');
    expect((await stripe.checkout.sessions.retrieve(sessionId)).status).toBe('expired');
    expect(await bench.checkout.status('usr_2', sessionId)).toMatchObject({ status: 'expired' });
  });

  it('has nothing to do for somebody who never paid', async () => {
    await expect(end.atOnce('usr_3', 'the account was closed')).resolves.toBeUndefined();
  });
});
