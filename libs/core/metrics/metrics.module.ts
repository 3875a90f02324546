import { Global, Module } from '@nestjs/common';
import { MetricsServer } from './metrics-server.js';
import { Metrics } from './metrics.js';
import { OutboxMetrics } from './outbox-metrics.js';

/** Provides {@link Metrics} everywhere and serves them. Needs `OutboxModule`. Global. */
@Global()
@Module({ providers: [Metrics, MetricsServer, OutboxMetrics], exports: [Metrics] })
export class MetricsModule {}
