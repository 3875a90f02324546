import { Module } from '@nestjs/common';
import { LeaseClock } from './lease-clock.js';
import { Leases } from './leases.js';

/** Named locks between processes, for anybody; `OutboxModule` and `SchedulerModule` bring it along. */
@Module({ providers: [Leases, LeaseClock], exports: [Leases, LeaseClock] })
export class LeasesModule {}
