import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { BillingError } from '../../billing.errors.js';
import { endsInTime, isEnding } from '../../domain/plan-change-facts.js';
import type { PlanChangeKind } from '../../domain/plan-change.js';
import type { CancelWords } from '../../tasks/plan-change.job.js';
import { forChange } from './plan-change-failure.js';
import { PlanChangeReader } from './plan-change-reader.service.js';
import { PlanChangeRows } from './plan-change-rows.service.js';
import { PlanChangeRunner } from './plan-change-runner.service.js';
import { Subscriptions, type SubscriptionView } from '../subscriptions/subscriptions.service.js';

const JUST_NOW_MS = 60_000;

/** Leaving, and staying after all. Leaving is never made hard: any plan, any status, any change on its way. */
@Injectable()
export class Cancellations {
  constructor(
    private readonly clock: Clock,
    private readonly reader: PlanChangeReader,
    private readonly rows: PlanChangeRows,
    private readonly runner: PlanChangeRunner,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Ends the subscription with its paid period. @throws DomainError subscription_required; BillingError billing_unavailable */
  cancel(userId: string, words: CancelWords): Promise<SubscriptionView> {
    return this.inTurn(userId, async () => {
      const { view, facts } = await this.reader.live(userId);
      if (endsInTime(facts) && view.cancelAtPeriodEnd) return;
      await this.carryOut(userId, facts.id, view.planName, 'cancel', words);
    });
  }

  /** @throws BillingError nothing_to_resume, billing_unavailable; DomainError subscription_required */
  resume(userId: string): Promise<SubscriptionView> {
    return this.inTurn(userId, async () => {
      const { view, facts } = await this.reader.live(userId);
      if (!isEnding(facts) && !view.cancelAtPeriodEnd) {
        const latest = await this.rows.latestOf(userId);
        // A double click: the first one did it.
        const age = this.clock.now().getTime() - (latest?.createdAt.getTime() ?? 0);
        if (latest?.kind === 'resume' && latest.status === 'done' && age < JUST_NOW_MS) return;
        throw new BillingError('nothing_to_resume', 'Your subscription goes on as it is.');
      }
      await this.carryOut(userId, facts.id, view.planName, 'resume', {});
    });
  }

  private async inTurn(userId: string, work: () => Promise<void>): Promise<SubscriptionView> {
    try {
      return await this.runner.inTurn(userId, async () => {
        await this.runner.finishEarlier(userId);
        await work();
        return this.subscriptions.ofUser(userId);
      });
    } catch (error) {
      throw forChange(error, (await this.rows.requestedOf(userId)) !== null);
    }
  }

  private async carryOut(
    userId: string,
    stripeSubscriptionId: string,
    fromPlan: string | null,
    kind: PlanChangeKind,
    words: CancelWords,
  ): Promise<void> {
    const nothing = {
      toPlan: null,
      toPriceId: null,
      prorationDate: null,
      quotedCents: null,
      keepChannels: null,
    };
    const row = await this.rows.add({ userId, stripeSubscriptionId, kind, fromPlan, ...nothing }, words);
    await this.runner.carryOut(row, words);
  }
}
