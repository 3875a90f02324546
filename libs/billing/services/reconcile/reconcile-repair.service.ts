import { Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { STATUS, toStatus } from '../../domain/subscription-status.js';
import { type ReconcileFindingEntity, SubscriptionEntity } from '../../persistence/billing-entities.js';
import { Customers } from '../checkout/customers.service.js';
import { type Budget, ReconcileReader } from './reconcile-reader.service.js';
import { type Cause, SubscriptionSync } from '../subscriptions/subscription-sync.service.js';
import { WebhookInbox } from '../inbox/webhook-inbox.service.js';

export interface Repaired {
  repaired: boolean;
  /** One sentence. */
  outcome: string;
}

/** Carries out what a finding proposes, by the same ways a webhook takes. */
@Injectable()
export class ReconcileRepair {
  constructor(
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
    private readonly stripe: ReconcileReader,
    private readonly sync: SubscriptionSync,
    private readonly inbox: WebhookInbox,
    private readonly customers: Customers,
    @InjectRepository(SubscriptionEntity) private readonly rows: Repository<SubscriptionEntity>,
  ) {}

  /** Safe to repeat. @throws StripeError, LeaseBusyError */
  async repair(finding: ReconcileFindingEntity, budget: Budget): Promise<Repaired> {
    const { repair, kind, stripeId } = finding;
    if (repair === 'person' || stripeId === null) {
      return { repaired: false, outcome: 'This needs a person to decide' };
    }
    if (repair === 'take-in-event') return this.takeIn(stripeId, budget);
    const cause = { text: `Comparison with Stripe ${finding.runId}`, at: this.clock.now() };
    return kind === 'customer_gone'
      ? this.customerGone(finding.userId, stripeId, cause)
      : this.reRead(stripeId, cause);
  }

  private async takeIn(eventId: string, budget: Budget): Promise<Repaired> {
    const event = await this.stripe.event(budget, eventId);
    if (!event) return { repaired: false, outcome: 'Stripe has forgotten this event' };
    const stored = await this.inbox.takeIn(event);
    return {
      repaired: true,
      outcome: stored ? 'The event was stored and is being carried out' : 'The event has arrived by itself',
    };
  }

  /** A row that was written, by us or by anybody since, is as Stripe says; one that was not is still wrong. */
  private async reRead(id: string, cause: Cause): Promise<Repaired> {
    await this.reviveWronglyEnded(id);
    const before = await this.revisionOf(id);
    const outcome = await this.sync.apply(id, cause);
    return { repaired: (await this.revisionOf(id)) > before, outcome };
  }

  /**
   * Stripe never takes back an end, so a reading that says otherwise is refused as stale. Here Stripe was just asked
   * and the subscription runs: it is our row that is wrong, and it must forget its end before it can be read again.
   */
  private async reviveWronglyEnded(id: string): Promise<void> {
    const row = await this.rows.findOneBy({ stripeSubscriptionId: id });
    if (!row || !STATUS[row.status].final) return;
    const subscription = await this.stripe.subscription({ calls: 0 }, id);
    if (!subscription || STATUS[toStatus(subscription.status)].final) return;
    await this.work.run((tx) =>
      tx.query(
        `UPDATE subscriptions SET status = 'unknown', revision = revision + 1 WHERE id = ? AND revision = ?`,
        [row.id, row.revision],
      ),
    );
  }

  private async customerGone(userId: string | null, id: string, cause: Cause): Promise<Repaired> {
    await this.customers.markDeleted(id);
    const rows = userId === null ? [] : await this.rows.findBy({ userId, stripeCustomerId: id });
    const open = rows.filter(({ status }) => !STATUS[status].final);
    for (const { stripeSubscriptionId } of open) await this.sync.apply(stripeSubscriptionId, cause);
    return { repaired: true, outcome: `The customer is gone; ${open.length} subscriptions were read again` };
  }

  private async revisionOf(stripeSubscriptionId: string): Promise<number> {
    return (await this.rows.findOneBy({ stripeSubscriptionId }))?.revision ?? 0;
  }
}
