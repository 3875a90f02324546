import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testConfig } from '@automna/core';
import { type RunningSandbox, createStripeVendor, startSandbox } from '../../apps/sandbox/src/index.js';
import type Stripe from 'stripe';
import { createStripe } from './adapters/stripe.provider.js';
import type { CatalogueSyncOptions } from './services/catalogue/catalogue-sync.service.js';
import { type Bench, openBench } from './testing/bench.js';

describe('The catalogue sync against the Stripe sandbox', () => {
  let sandbox: RunningSandbox;
  let bench: Bench;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await startSandbox([createStripeVendor({})], { ports: {} });
    const env = { STRIPE_API_URL: sandbox.urls['stripe'] };
    stripe = createStripe(testConfig(env).stripe);
    bench = await openBench({ stripe, env, now: new Date() });
  });
  afterEach(async () => {
    await sandbox.close();
    await bench.close();
  });

  const sync = async (options: Partial<CatalogueSyncOptions>) =>
    (await bench.catalogue.syncCatalogue({ dryRun: false, ...options })).actions.map(({ kind }) => kind);
  const configurations = async () => (await stripe.billingPortal.configurations.list()).data;

  describe('the billing portal', () => {
    beforeEach(() => sync({}));

    it('is only announced in a dry run', async () => {
      expect(await sync({ dryRun: true, portal: true })).toEqual(['create_portal_configuration']);
      expect(await configurations()).toEqual([]);
      expect(await bench.portalConfiguration.idForSessions()).toBeUndefined();
    });

    it('is configured once: cards, invoices, cancelling at the end, and no change of plan', async () => {
      expect(await sync({ portal: true })).toEqual(['create_portal_configuration']);
      expect(await sync({ portal: true })).toEqual([]);
      const [made, ...more] = await configurations();
      expect(more).toEqual([]);
      expect(made).toMatchObject({
        default_return_url: 'http://127.0.0.1:3000/settings/billing',
        metadata: { automna: 'billing-portal' },
        features: {
          invoice_history: { enabled: true },
          payment_method_update: { enabled: true },
          subscription_cancel: { enabled: true, mode: 'at_period_end', proration_behavior: 'none' },
          subscription_update: { enabled: false },
        },
      });
      expect(await bench.portalConfiguration.idForSessions()).toBe(made?.id);
    });

    it('is put right when somebody changed it', async () => {
      await sync({ portal: true });
      const [made] = await configurations();
      await stripe.billingPortal.configurations.update(made?.id ?? '', {
        features: { subscription_cancel: { enabled: true, mode: 'immediately' } },
      });
      expect(await sync({ portal: true })).toEqual(['update_portal_configuration']);
      expect((await configurations())[0]?.features.subscription_cancel.mode).toBe('at_period_end');
      expect(await sync({ portal: true })).toEqual([]);
    });

    it('is not taken for a configuration of somebody else', async () => {
      await stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } });
      expect(await sync({ portal: true })).toEqual(['create_portal_configuration']);
    });
  });

  it('sells the old plans, monthly and annual, when asked, once, and knows them again', async () => {
    await sync({});
    expect(await sync({ legacy: true })).toEqual(
      Array.from({ length: 4 }, () => ['create_product', 'create_price', 'create_price']).flat(),
    );
    expect(await sync({ legacy: true })).toEqual([]);
    const { data } = await stripe.prices.list({ limit: 100 });
    const legacy = data.filter(({ lookup_key: key }) => !key?.includes('byok'));
    expect(
      Object.fromEntries(
        legacy.map((price) => [price.lookup_key, [price.unit_amount, price.recurring?.interval]]),
      ),
    ).toEqual({
      automna_lite_monthly: [2000, 'month'],
      automna_lite_annual: [19_200, 'year'],
      automna_starter_monthly: [7900, 'month'],
      automna_starter_annual: [75_840, 'year'],
      automna_pro_monthly: [14_900, 'month'],
      automna_pro_annual: [143_040, 'year'],
      automna_business_monthly: [29_900, 'month'],
      automna_business_annual: [287_040, 'year'],
    });
    const annual = legacy.find(({ lookup_key: key }) => key === 'automna_pro_annual');
    expect(await bench.prices.resolve(annual?.id ?? '')).toEqual({ catalogue: 'legacy', name: 'pro' });
  });
});
