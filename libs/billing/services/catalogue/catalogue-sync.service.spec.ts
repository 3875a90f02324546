import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, openBench } from '../../testing/bench.js';

describe('CatalogueSync', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const kinds = async (options: { dryRun?: boolean; webhook?: boolean } = {}) =>
    (await bench.catalogue.syncCatalogue({ dryRun: false, ...options })).actions.map(({ kind }) => kind);
  const holder = () =>
    [...bench.fake.prices.values()].find((price) => price['lookup_key'] === 'automna_byok_pro_monthly');

  it('only says what it would do in a dry run', async () => {
    expect(await kinds({ dryRun: true, webhook: true })).toHaveLength(7);
    expect(
      bench.fake.calls.map(({ method }) => method).filter((method) => !method.endsWith('.list')),
    ).toEqual([]);
  });

  it('creates the catalogue, and nothing the second time', async () => {
    expect(await kinds()).toHaveLength(6);
    expect(bench.fake.products.get('automna_byok_pro')).toMatchObject({
      name: 'Automna Pro',
      metadata: { catalogue: 'byok', plan: 'pro' },
    });
    expect(holder()).toMatchObject({ unit_amount: 3000, currency: 'usd', recurring: { interval: 'month' } });
    expect(await kinds()).toEqual([]);
    expect(bench.fake.prices.size).toBe(3);
    expect(await bench.prices.resolve(holder()?.['id'] as string)).toEqual({
      catalogue: 'byok',
      name: 'pro',
    });
  });

  it('makes a drifted price hand its key to a new one, and still knows the old one', async () => {
    await kinds();
    const old = holder();
    Object.assign(old ?? {}, { unit_amount: 2900 });
    expect(await kinds()).toEqual(['move_lookup_key']);
    expect(holder()?.['id']).not.toBe(old?.['id']);
    expect(holder()?.['unit_amount']).toBe(3000);
    expect(old?.['active']).toBe(true);
    expect(await bench.prices.resolve(old?.['id'] as string)).toEqual({ catalogue: 'byok', name: 'pro' });
    expect(await bench.prices.priceOf('pro')).toBe(holder()?.['id']);
  });

  it('goes on where a run died', async () => {
    bench.fake.fail('prices.create', new Error('killed'), { after: true });
    await expect(kinds()).rejects.toThrow('killed');
    await kinds();
    expect([bench.fake.products.size, bench.fake.prices.size]).toEqual([3, 3]);
  });

  it('lets two runs at once create one catalogue', async () => {
    await Promise.all([kinds({ webhook: true }), kinds({ webhook: true })]);
    expect([bench.fake.products.size, bench.fake.prices.size, bench.fake.endpoints.size]).toEqual([3, 3, 1]);
  });

  describe('webhook endpoint', () => {
    it('is created with our API version; its secret is handed out once and never printed', async () => {
      const { webhookSecret } = await bench.catalogue.syncCatalogue({ dryRun: false, webhook: true });
      expect(webhookSecret?.reveal()).toBe('whsec_new');
      expect(JSON.stringify({ webhookSecret })).not.toContain('whsec');
      expect([...bench.fake.endpoints.values()]).toMatchObject([
        { url: 'http://127.0.0.1:3000/api/webhooks/stripe', api_version: '2026-10-28.endive' },
      ]);
      const again = await bench.catalogue.syncCatalogue({ dryRun: false, webhook: true });
      expect(again).toMatchObject({ actions: [], webhookSecret: undefined });
    });

    it('gets missing events and is enabled again', async () => {
      await kinds({ webhook: true });
      const [endpoint] = [...bench.fake.endpoints.values()];
      Object.assign(endpoint ?? {}, { enabled_events: ['invoice.paid'], status: 'disabled' });
      expect(await kinds({ webhook: true })).toEqual(['update_webhook_endpoint']);
      expect(endpoint).toMatchObject({ disabled: false });
      expect(endpoint?.['enabled_events']).toContain('checkout.session.completed');
    });

    it('of another API version is reported: Stripe cannot change it', async () => {
      await kinds({ webhook: true });
      Object.assign([...bench.fake.endpoints.values()][0] ?? {}, { api_version: null });
      expect(await kinds({ webhook: true })).toEqual(['warn_webhook_version']);
    });
  });
});
