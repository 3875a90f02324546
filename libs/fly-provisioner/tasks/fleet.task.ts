import { DomainError, ScheduledTask, type TaskRunner } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { Deletions } from '../fleet/deletions.service.js';
import { FleetReconcile } from '../fleet/fleet-reconcile.service.js';

/** Every five minutes: is everything at Fly as it ought to be, and does what has to go get on? */
@Injectable()
@ScheduledTask({ name: 'machines.reconcile', everySeconds: 300, leaseSeconds: 120 })
export class FleetTask implements TaskRunner {
  constructor(
    private readonly reconcile: FleetReconcile,
    private readonly deletions: Deletions,
  ) {}

  async run(signal: AbortSignal): Promise<string> {
    const taken = await this.deletions.takeUp();
    try {
      const { run } = await this.reconcile.run({ mode: 'repair', trigger: 'schedule', signal });
      const { machines, calls, orphans } = run.counts;
      const spare = orphans > 0 ? `, ${orphans} orphans` : '';
      const ends = taken > 0 ? `, ${taken} removals taken up again` : '';
      return `${machines} machines compared with ${calls} requests: ${run.findings} findings, ${run.open} open${spare}${ends}`;
    } catch (error) {
      if (error instanceof DomainError && error.errorCode === 'reconcile_busy') {
        return 'Skipped: another comparison is running';
      }
      throw error;
    }
  }
}
