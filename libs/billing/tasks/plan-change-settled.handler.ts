import { type Job, type JobHandler, OnEvent } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { PlanChangeRunner } from '../services/plan-changes/plan-change-runner.service.js';

/** A subscription changed: a scheduled or unpaid change of plan may have come true. */
@Injectable()
@OnEvent({ event: 'billing.subscription-changed', subscriber: 'billing.plan-change' })
export class PlanChangeSettledHandler implements JobHandler<{ userId: string }> {
  constructor(private readonly runner: PlanChangeRunner) {}

  async handle({ payload: { userId } }: Job<{ userId: string }>): Promise<void> {
    await this.runner.settleOpen(userId);
  }
}
