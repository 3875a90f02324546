import { type Job, type JobHandler, OutboxHandler, RetryLater } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { BillingError } from '../billing.errors.js';
import { StripeReconcile } from '../services/reconcile/reconcile.service.js';
import { RECONCILE_JOB, type ReconcilePayload } from './reconcile.job.js';

const BUSY_PAUSE_MS = 5_000;

/** Carries out a comparison a member of staff asked for. */
@Injectable()
@OutboxHandler({ kind: RECONCILE_JOB, leaseSeconds: 60 })
export class ReconcileHandler implements JobHandler<ReconcilePayload> {
  constructor(private readonly reconcile: StripeReconcile) {}

  async handle({ payload }: Job<ReconcilePayload>, signal: AbortSignal): Promise<void> {
    try {
      await this.reconcile.carryOut(payload.runId, signal);
    } catch (error) {
      if (error instanceof BillingError && error.errorCode === 'reconcile_busy')
        throw new RetryLater(BUSY_PAUSE_MS, 'Another comparison is running');
      throw error;
    }
  }
}
