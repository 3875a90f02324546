import { Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { LeasesModule } from '../leases/exports.js';
import { Scheduler } from './scheduler.js';
import { TaskStore } from './task-store.js';

/** Runs `@ScheduledTask` classes. Needs `DatabaseModule`, `AppConfig` and `Clock`. */
@Global()
@Module({
  imports: [ScheduleModule.forRoot(), LeasesModule],
  providers: [Scheduler, TaskStore],
  exports: [Scheduler, TaskStore],
})
export class SchedulerModule {}
