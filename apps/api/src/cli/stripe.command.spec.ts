import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CatalogueSync, DriftFinding, ReconcileReport, StripeReconcile } from '@automna/billing';
import { Secret, testConfig } from '@automna/core';

// nest-commander is CommonJS and requires Nest, which Jest allows only once Nest's own modules are all loaded.
await import('@nestjs/common');
const { ReconcileCommand, SyncCatalogueCommand } = await import('./stripe.command.js');

describe('the stripe commands', () => {
  let printed: string;

  beforeEach(() => {
    printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  });

  const finding = (given: Partial<DriftFinding> = {}): DriftFinding => ({
    id: 'fnd_1',
    runId: 'rec_1',
    kind: 'subscription_differs',
    sentence: 'Subscription sub_1 differs',
    userId: 'usr_1',
    stripeId: 'sub_1',
    ours: {},
    theirs: {},
    repair: 're-read',
    repairedAt: null,
    outcome: null,
    ...given,
  });

  describe('reconcile', () => {
    const run = async (findings: DriftFinding[], options: { repair?: boolean; json?: boolean } = {}) => {
      const counts = { subscriptions: 2, rows: 2, customers: 3, events: 4, eventsOnTheirWay: 0, calls: 5 };
      const open = findings.filter(({ repairedAt }) => repairedAt === null).length;
      const report = { run: { counts, findings: findings.length, open }, findings } as ReconcileReport;
      const reconcile = { run: jest.fn<StripeReconcile['run']>().mockResolvedValue(report) };
      await new ReconcileCommand(reconcile as unknown as StripeReconcile).run([], options);
      return reconcile.run.mock.calls[0]?.[0];
    };

    it('says that all is well', async () => {
      expect(await run([])).toMatchObject({ mode: 'look', trigger: 'command' });
      expect(printed).toContain('3 customers, 2 subscriptions and 4 events with 5 requests');
      expect(printed).toContain('Everything is as Stripe says.');
      expect(process.exitCode).toBeUndefined();
    });

    it('shows the plan and exits with 1 while anything is open', async () => {
      await run([finding(), finding({ repair: 'person', sentence: 'Two of them' })]);
      expect(printed).toContain('Would read again: Subscription sub_1 differs');
      expect(printed).toContain('For a person: Two of them');
      expect(printed).toContain('2 findings, 2 open.');
      expect(process.exitCode).toBe(1);
    });

    it('tells repaired from failed, and exits with 0 when nothing is left', async () => {
      const repaired = finding({ repairedAt: new Date(), outcome: 'The subscription ended' });
      expect(await run([repaired], { repair: true })).toMatchObject({ mode: 'repair' });
      expect(printed).toContain('Repaired: Subscription sub_1 differs. The subscription ended');
      expect(process.exitCode).toBeUndefined();
      await run([repaired, finding({ outcome: 'Stripe is down' })], { repair: true });
      expect(printed).toContain('Open: Subscription sub_1 differs. Stripe is down');
      expect(process.exitCode).toBe(1);
    });

    it('prints one JSON document for programs', async () => {
      await run([finding()], { json: true });
      expect(JSON.parse(printed)).toMatchObject({ run: { open: 1 }, findings: [{ stripeId: 'sub_1' }] });
    });
  });

  describe('sync-catalogue', () => {
    const sync = async (
      profile: 'sandbox' | 'production',
      options: { legacy?: boolean; webhook?: boolean },
    ) => {
      const syncCatalogue = jest
        .fn<CatalogueSync['syncCatalogue']>()
        .mockResolvedValue({ dryRun: false, actions: [], webhookSecret: new Secret('whsec_once') });
      const config = Object.assign(testConfig(), { profile });
      await new SyncCatalogueCommand({ syncCatalogue } as unknown as CatalogueSync, config).run([], options);
      return syncCatalogue.mock.calls[0]?.[0];
    };

    it.each([
      ['production', {}, true],
      ['production', { webhook: false }, false],
      ['sandbox', {}, false],
      ['sandbox', { webhook: true }, true],
    ] as const)('in %s with %j: the webhook endpoint is %s', async (profile, options, webhook) => {
      expect(await sync(profile, options)).toEqual({ dryRun: false, portal: true, legacy: false, webhook });
      expect(printed).toContain('STRIPE_WEBHOOK_SECRET=whsec_once');
    });

    it('makes up a past in the sandbox only', async () => {
      expect(await sync('sandbox', { legacy: true })).toMatchObject({ legacy: true });
      await expect(sync('production', { legacy: true })).rejects.toThrow('sandbox only');
    });
  });
});
