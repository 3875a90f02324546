import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ConfigModule,
  DatabaseModule,
  HttpModule,
  LoggingModule,
  OutboxModule,
  SchedulerModule,
  testConfig,
} from '@automna/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  BillingModule,
  BillingReports,
  CatalogueSync,
  CHANNELS_IN_USE,
  Checkout,
  Subscriptions,
} from './index.js';
import { NotedChannels } from './testing/plan-bench.js';

/** Stands for whoever provides the ports of this room. */
@Global()
@Module({
  providers: [{ provide: CHANNELS_IN_USE, useClass: NotedChannels }],
  exports: [CHANNELS_IN_USE],
})
class Ports {}

describe('BillingModule', () => {
  let folder: string;
  let module: TestingModule;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'automna-billing-'));
    const config = testConfig({
      DATABASE_URL: `file:${join(folder, 'test.db')}`,
      WORKERS: 'false',
      LOG_LEVEL: 'silent',
    });
    module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(config),
        LoggingModule,
        DatabaseModule.forRoot(),
        OutboxModule,
        SchedulerModule,
        HttpModule,
        BillingModule,
        Ports,
      ],
    }).compile();
  });
  afterEach(async () => {
    await module.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('starts on the real schema and offers what other rooms use', async () => {
    await module.init();
    for (const service of [CatalogueSync, Checkout, Subscriptions, BillingReports]) {
      expect(module.get(service, { strict: false })).toBeInstanceOf(service);
    }
    expect(await module.get(BillingReports, { strict: false }).counts()).toEqual({
      liveSubscriptions: 0,
      duplicateSubscriptions: 0,
      suspended: 0,
      attention: 0,
      openFindings: 0,
      events: { stored: 0, pending: 0, failed: 0 },
    });
    expect(await module.get(Subscriptions, { strict: false }).ofUser('usr_nobody')).toMatchObject({
      status: 'none',
    });
  });
});
