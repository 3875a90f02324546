import { DomainError, type Job, type JobHandler, OutboxHandler, RetryLater } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FLEET_JOB, FleetReconcile } from '../fleet/fleet-reconcile.service.js';

const BUSY_PAUSE_MS = 5_000;

/** Carries out a comparison a member of staff asked for. */
@Injectable()
@OutboxHandler({ kind: FLEET_JOB, leaseSeconds: 60 })
export class FleetJob implements JobHandler<{ runId: string }> {
  constructor(private readonly reconcile: FleetReconcile) {}

  async handle({ payload }: Job<{ runId: string }>, signal: AbortSignal): Promise<void> {
    try {
      await this.reconcile.carryOut(payload.runId, signal);
    } catch (error) {
      if (!(error instanceof DomainError) || error.errorCode !== 'reconcile_busy') throw error;
      throw new RetryLater(BUSY_PAUSE_MS, 'Another comparison is running');
    }
  }
}
