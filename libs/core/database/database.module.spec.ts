import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Column, Entity, PrimaryColumn, Repository } from 'typeorm';
import { Clock, ManualClock } from '../clock/exports.js';
import { AppConfig } from '../config/exports.js';
import { Leases } from '../leases/exports.js';
import { type Job, OnEvent, OutboxHandler, OutboxModule, OutboxWorker } from '../outbox/exports.js';
import { ScheduledTask, Scheduler, SchedulerModule, TaskStore } from '../scheduling/exports.js';
import { Secret } from '../secret/exports.js';
import { DatabaseModule } from './database.module.js';
import { DatabaseNewerError } from './database.errors.js';
import { UnitOfWork } from './unit-of-work.js';

@Entity('leases')
class LeaseRow {
  @PrimaryColumn({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  owner!: string;
}

@Injectable()
@OutboxHandler({ kind: 'shop.ship' })
class Ship {
  readonly shipped: unknown[] = [];

  handle(job: Job<{ parcel: number }>): Promise<void> {
    this.shipped.push(job.payload.parcel);
    return Promise.resolve();
  }
}

@Injectable()
@OnEvent({ event: 'shop.sold', subscriber: 'ship' })
class SoldListener {
  constructor(private readonly uow: UnitOfWork) {}

  handle(job: Job<{ parcel: number }>): Promise<void> {
    return this.uow.run((tx) => tx.enqueue({ kind: 'shop.ship', payload: job.payload }));
  }
}

@Injectable()
@ScheduledTask({ name: 'shop.count', everySeconds: 60 })
class CountTask {
  constructor(@InjectRepository(LeaseRow) private readonly rows: Repository<LeaseRow>) {}

  async run(): Promise<string> {
    return `${await this.rows.count()} leases`;
  }
}

@Module({ imports: [TypeOrmModule.forFeature([LeaseRow])], providers: [Ship, SoldListener, CountTask] })
class ShopModule {}

describe('DatabaseModule, OutboxModule and SchedulerModule in a Nest application', () => {
  let folder: string;
  let url: string;

  const boot = (workers: boolean): Promise<TestingModule> => {
    @Global()
    @Module({
      providers: [
        { provide: AppConfig, useValue: { database: { url, authToken: new Secret('t') }, workers } },
        { provide: Clock, useValue: new ManualClock() },
      ],
      exports: [AppConfig, Clock],
    })
    class Ground {}
    const imports = [Ground, DatabaseModule.forRoot(), OutboxModule, SchedulerModule, ShopModule];
    return Test.createTestingModule({ imports })
      .setLogger(false as never)
      .compile();
  };

  beforeEach(async () => {
    Logger.overrideLogger(false);
    folder = await mkdtemp(join(tmpdir(), 'automna-nest-'));
    url = `file:${join(folder, 'app.db')}`;
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('find handlers, subscribers, tasks and entities by themselves', async () => {
    const app = await (await boot(false)).init();
    await app.get(UnitOfWork).run((tx) => tx.publish({ name: 'shop.sold', payload: { parcel: 7 } }));
    expect(await app.get(OutboxWorker).drainOnce()).toBe(2);
    expect(app.get(Ship).shipped).toEqual([7]);
    await app.get(Scheduler).runDue();
    const tasks = (await app.get(TaskStore).all()).map(({ name, lastResult }) => [name, lastResult]);
    expect(tasks).toEqual([
      ['outbox.prune', '0 finished jobs forgotten'],
      ['shop.count', '0 leases'],
    ]);
    expect(await app.get(Leases).run('x', {}, () => Promise.resolve('held'))).toBe('held');
    await app.close();
  });

  it('lose nothing when the process goes down after the commit: the next one carries it out', async () => {
    const first = await (await boot(false)).init();
    await first.get(UnitOfWork).run((tx) => tx.publish({ name: 'shop.sold', payload: { parcel: 8 } }));
    await first.close();

    const second = await (await boot(true)).init();
    const { shipped } = second.get(Ship);
    while (shipped.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(shipped).toEqual([8]);
    await second.close();
  });

  it('refuse to start on a newer database', async () => {
    const app = await (await boot(false)).init();
    await app
      .get(UnitOfWork)
      .run((tx) =>
        tx.query(`INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Future9999999999999')`),
      );
    await app.close();
    await expect(boot(false)).rejects.toThrow(DatabaseNewerError);
  });
});
