import { type Job, type JobHandler, OutboxHandler, RetryLater } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { forJob } from '../adapters/stripe-errors.js';
import { ChangeImpossible } from '../services/plan-changes/plan-change-acts.service.js';
import { PlanChangeRunner } from '../services/plan-changes/plan-change-runner.service.js';
import { PLAN_CHANGE_JOB, type PlanChangePayload } from './plan-change.job.js';

const UNDECIDED_PAUSE_MS = 60 * 60_000;

/** Finishes changes whose process died, and looks after those that wait for a payment. */
@Injectable()
@OutboxHandler({ kind: PLAN_CHANGE_JOB, leaseSeconds: 60 })
export class PlanChangeHandler implements JobHandler<PlanChangePayload> {
  constructor(private readonly runner: PlanChangeRunner) {}

  async handle({ payload: { changeId } }: Job<PlanChangePayload>): Promise<void> {
    const settled = await this.finish(changeId);
    if (!settled) throw new RetryLater(UNDECIDED_PAUSE_MS, 'The payment is still possible at Stripe');
  }

  private async finish(changeId: string): Promise<boolean> {
    try {
      return await this.runner.finish(changeId);
    } catch (error) {
      // The row has ended with its reason, and the customer's timeline says it: nothing is left to do.
      if (error instanceof ChangeImpossible) return true;
      throw forJob(error);
    }
  }
}
