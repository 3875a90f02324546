import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OutboxJobs } from '../outbox/outbox-jobs.js';
import { Metrics } from './metrics.js';

/** How deep the outbox is, asked of the database at each scrape. `dead` above zero wants a person. */
@Injectable()
export class OutboxMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly jobs: OutboxJobs,
  ) {}

  onModuleInit(): void {
    const { jobs } = this;
    this.metrics.gauge({
      name: 'outbox_jobs',
      help: 'Jobs of the outbox by status',
      labelNames: ['status'],
      async collect() {
        const counts = await jobs.counts();
        for (const status of ['pending', 'running', 'dead'] as const) this.set({ status }, counts[status]);
      },
    });
  }
}
