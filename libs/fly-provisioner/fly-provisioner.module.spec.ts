import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountMails, Timeline } from '@automna/accounts';
import type { PlanName } from '@automna/contracts';
import {
  ConfigModule,
  DatabaseModule,
  OutboxModule,
  OutboxWorker,
  Secret,
  testConfig,
  UnitOfWork,
} from '@automna/core';
import { GatewayClient, PLAN_OF_CUSTOMER, type Suspension } from '@automna/openclaw';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { FLY_FETCH } from './adapters/fly-transport.js';
import { FlyProvisionerModule } from './fly-provisioner.module.js';
import { MACHINE_KEY_SOURCE } from './ports.js';
import { MachineProvisioner } from './services/machine-provisioner.service.js';
import { MachineReports } from './services/machine-reports.service.js';
import { FakeFly } from './testing/fake-fly.js';

const fly = new FakeFly();
const customer = {
  key: new Secret('sk-ant-api03-first-0123456789abcdefgh'),
  plan: 'pro' as PlanName,
  suspension: null as Suspension | null,
};

/** What the house provides around the room. */
@Global()
@Module({
  providers: [
    {
      provide: PLAN_OF_CUSTOMER,
      useValue: {
        planOf: () => Promise.resolve(customer.plan),
        suspensionOf: () => Promise.resolve(customer.suspension),
        requireService: () => Promise.resolve(customer.plan),
      },
    },
    {
      provide: MACHINE_KEY_SOURCE,
      useFactory: () => ({
        keyFor: () => Promise.resolve({ secret: customer.key, fingerprint: customer.key.fingerprint() }),
      }),
    },
    { provide: FLY_FETCH, useValue: fly.fetch },
    { provide: AccountMails, useValue: {} },
  ],
  exports: [PLAN_OF_CUSTOMER, MACHINE_KEY_SOURCE, FLY_FETCH, AccountMails],
})
class HouseModule {}

describe('the room in the house', () => {
  let folder: string;
  let module: TestingModule;
  const userId = 'usr_1';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'automna-fly-'));
    const config = testConfig({ DATABASE_URL: `file:${join(folder, 'test.db')}`, WORKERS: 'false' });
    module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(),
        OutboxModule,
        HouseModule,
        FlyProvisionerModule,
      ],
    })
      .overrideProvider(GatewayClient)
      .useValue({ startup: () => Promise.resolve('started'), health: () => Promise.resolve({ ok: true }) })
      .compile();
    module.useLogger(false);
    await module.init();
    await module.get(DataSource).query(
      `INSERT INTO users (id, email, name, password_hash, role, created_at, updated_at)
       VALUES (?, 'ada@example.test', 'Ada', 'x', 'customer', 'now', 'now')`,
      [userId],
    );
  });
  afterAll(async () => {
    await module.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('sets a machine up through the outbox and brings it a new key when it hears of one', async () => {
    const worker = module.get(OutboxWorker);
    const provisioner = module.get(MachineProvisioner, { strict: false });
    await provisioner.request(userId);
    await worker.drainOnce();
    expect(await provisioner.status(userId)).toMatchObject({ state: 'ready', percent: 100 });
    expect(fly.inventory()).toEqual({ apps: 1, volumes: 1, machines: 1 });

    customer.key = new Secret('sk-ant-api03-second-0123456789abcdefg');
    await module
      .get(UnitOfWork)
      .run((tx) => tx.publish({ name: 'byok.key-changed', payload: { userId, verdict: 'valid' } }));
    await worker.drainOnce();
    await worker.drainOnce();
    const [app] = [...fly.apps.values()];
    expect(app?.secrets.get('ANTHROPIC_API_KEY')).toBe(customer.key.reveal());
    expect(app?.machines[0]?.secretsSeen).toBe(2);

    const reports = module.get(MachineReports, { strict: false });
    expect(await reports.ofUser(userId)).toMatchObject({ state: 'ready', appName: app?.name, error: null });
    expect(await reports.countByState()).toEqual([{ state: 'ready', count: 1 }]);
    expect(await reports.statesOf([userId, 'usr_2'])).toEqual(new Map([[userId, 'ready']]));
    expect(module.get(Timeline, { strict: false })).toBeInstanceOf(Timeline);
    const entries = await module.get(DataSource).query('SELECT kind FROM timeline_entries ORDER BY id');
    expect(entries.map(({ kind }: { kind: string }) => kind)).toEqual([
      'machine.requested',
      'machine.ready',
      'machine.updated',
    ]);
  }, 30_000);

  it('stops the machine, brings it back and follows the plan when it hears of the subscription', async () => {
    const worker = module.get(OutboxWorker);
    const hear = async () => {
      const event = { name: 'billing.subscription-changed', payload: { userId } };
      await module.get(UnitOfWork).run((tx) => tx.publish(event));
      for (let round = 0; round < 3; round += 1) await worker.drainOnce();
    };
    const live = () => [...fly.apps.values()][0]?.machines[0];
    const before = live()?.id;
    for (const [age, kind] of ['web', 'whatsapp'].entries()) {
      await module
        .get(DataSource)
        .query(
          `INSERT INTO channels (id, user_id, kind, status, label, created_at) VALUES (?, ?, ?, 'active', ?, ?)`,
          [`chn_${age}`, userId, kind, kind, `2026-01-0${age + 1}T00:00:00.000Z`],
        );
    }
    customer.suspension = 'payment';
    await hear();
    expect([live()?.state, live()?.config?.services?.[0]?.autostart]).toEqual(['stopped', false]);

    customer.suspension = null;
    customer.plan = 'starter';
    await hear();
    expect([live()?.id, live()?.state]).toEqual([before, 'started']);
    expect(live()?.config?.services?.[0]).toMatchObject({ autostart: true, autostop: 'stop' });
    const channels = await module
      .get(DataSource)
      .query('SELECT status, paused_reason FROM channels ORDER BY id');
    expect(channels).toEqual([
      { status: 'active', paused_reason: null },
      { status: 'paused', paused_reason: 'plan' },
    ]);
  }, 30_000);
});
