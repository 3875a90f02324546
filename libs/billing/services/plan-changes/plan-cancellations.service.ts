import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { BillingError } from '../../billing.errors.js';
import { isPassing } from '../../adapters/stripe-errors.js';
import { endsInTime, isEnding } from '../../domain/plan-change-facts.js';
import type { CancelWords } from '../../domain/plan-change.js';
import { EarlierWaits, forChange } from './plan-change-failure.js';
import { PlanChangeReader } from './plan-change-reader.service.js';
import { type NewPlanChange, PlanChangeRows } from './plan-change-rows.service.js';
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

  /**
   * Ends the subscription with its paid period. While Stripe is out of reach the wish is written down all the same.
   * @throws DomainError subscription_required; BillingError billing_unavailable
   */
  cancel(userId: string, words: CancelWords): Promise<SubscriptionView> {
    const said = { cancelReason: words.reason ?? null, cancelComment: words.comment ?? null };
    return this.inTurn(userId, async () => {
      let wish: NewPlanChange;
      try {
        await this.runner.finishEarlier(userId);
        const { view, facts } = await this.reader.live(userId);
        if (endsInTime(facts) && view.cancelAtPeriodEnd) return;
        wish = { userId, stripeSubscriptionId: facts.id, kind: 'cancel', fromPlan: view.planName, ...said };
      } catch (error) {
        const cause = error instanceof EarlierWaits ? error.cause : error;
        if (!isPassing(cause)) throw error;
        await this.writeDown(userId, said);
        throw cause;
      }
      await this.runner.carryOut(await this.rows.add(wish));
    });
  }

  /** @throws BillingError nothing_to_resume, billing_unavailable; DomainError subscription_required */
  resume(userId: string): Promise<SubscriptionView> {
    return this.inTurn(userId, async () => {
      await this.runner.finishEarlier(userId);
      const { view, facts } = await this.reader.live(userId);
      if (!isEnding(facts) && !view.cancelAtPeriodEnd) {
        const latest = await this.rows.latestOf(userId);
        // A double click: the first one did it.
        const age = this.clock.now().getTime() - (latest?.createdAt.getTime() ?? 0);
        if (latest?.kind === 'resume' && latest.status === 'done' && age < JUST_NOW_MS) return;
        throw new BillingError('nothing_to_resume', 'Your subscription goes on as it is.');
      }
      const wish = { userId, stripeSubscriptionId: facts.id, fromPlan: view.planName };
      await this.runner.carryOut(await this.rows.add({ ...wish, kind: 'resume' }));
    });
  }

  private async inTurn(userId: string, work: () => Promise<void>): Promise<SubscriptionView> {
    try {
      return await this.runner.inTurn(userId, async () => {
        await work();
        return this.subscriptions.ofUser(userId);
      });
    } catch (error) {
      throw forChange(error, await this.rows.requestedOf(userId));
    }
  }

  /**
   * Stripe cannot be asked what there is to cancel, so it is done from what we know. Writes nothing when there is no
   * subscription, or when it was cancelled before.
   */
  private async writeDown(
    userId: string,
    said: Pick<NewPlanChange, 'cancelReason' | 'cancelComment'>,
  ): Promise<void> {
    const waiting = await this.rows.requestedOf(userId);
    const { live, stripeSubscriptionId, cancelAtPeriodEnd, planName } =
      await this.subscriptions.ofUser(userId);
    if (!live || stripeSubscriptionId === null || waiting?.kind === 'cancel') return;
    if (cancelAtPeriodEnd && waiting === null) return;
    await this.rows.add({ userId, stripeSubscriptionId, kind: 'cancel', fromPlan: planName, ...said });
  }
}
