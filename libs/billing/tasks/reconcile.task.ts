import { ScheduledTask, type TaskRunner } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { isPassing } from '../adapters/stripe-errors.js';
import { BillingError } from '../billing.errors.js';
import { StripeReconcile } from '../services/reconcile/reconcile.service.js';

/** The hourly comparison of Stripe with our database, for whatever no webhook told. */
@Injectable()
@ScheduledTask({ name: 'billing.reconcile', everySeconds: 3600, leaseSeconds: 120 })
export class ReconcileTask implements TaskRunner {
  constructor(private readonly reconcile: StripeReconcile) {}

  async run(signal: AbortSignal): Promise<string> {
    try {
      const { run } = await this.reconcile.run({ mode: 'repair', trigger: 'schedule', signal });
      if (run.findings === 0) return `${run.counts.subscriptions} subscriptions compared, all as Stripe says`;
      return `${run.findings} findings, ${run.findings - run.open} repaired, ${run.open} open`;
    } catch (error) {
      if (error instanceof BillingError && error.errorCode === 'reconcile_busy')
        return 'Skipped: another comparison is running';
      // Written down on the run, and told by the gateway: no alarm, the next hour looks further back.
      if (isPassing(error)) return 'Stripe could not be reached; the next pass looks again';
      throw error;
    }
  }
}
