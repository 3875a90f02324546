import { Global, Module } from '@nestjs/common';
import { LeasesModule } from '../leases/exports.js';
import { OutboxJobs } from './outbox-jobs.js';
import { OutboxRunner } from './outbox-runner.js';
import { OutboxStore } from './outbox-store.js';
import { OutboxWorker } from './outbox-worker.js';
import { PruneJobsTask } from './prune-jobs.task.js';

/** Carries out the jobs that units of work leave behind. Needs `DatabaseModule`, `AppConfig` and `Clock`. */
@Global()
@Module({
  imports: [LeasesModule],
  providers: [OutboxStore, OutboxRunner, OutboxWorker, OutboxJobs, PruneJobsTask],
  exports: [OutboxWorker, OutboxJobs, LeasesModule],
})
export class OutboxModule {}
