import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import {
  type StripeEventState,
  StripeEventEntity,
  SubscriptionEntity,
} from '../../persistence/billing-entities.js';
import { Customers } from '../checkout/customers.service.js';
import { BillingAttentionList } from './billing-attention.service.js';
import { ReconcileRuns } from '../reconcile/reconcile-runs.service.js';

/** Numbers for the overview. */
export interface BillingCounts {
  liveSubscriptions: number;
  duplicateSubscriptions: number;
  /** Customers whose service stands still until they pay. */
  suspended: number;
  /** What Stripe reported that a person should look at and nobody has dealt with. */
  attention: number;
  /** What the latest comparison with Stripe left open. */
  openFindings: number;
  /** Webhooks: all ever stored, those that wait, and those whose last attempt failed. */
  events: { stored: number; pending: number; failed: number };
}

/** A stored webhook without its body. */
export interface StripeEventSummary {
  id: string;
  type: string;
  status: StripeEventState;
  outcome: string | null;
  eventAt: Date;
  receivedAt: Date;
  processedAt: Date | null;
}

/** What staff may know about billing. Reads only. */
@Injectable()
export class BillingReports {
  constructor(
    private readonly customers: Customers,
    @InjectRepository(SubscriptionEntity) private readonly subscriptions: Repository<SubscriptionEntity>,
    @InjectRepository(StripeEventEntity) private readonly events: Repository<StripeEventEntity>,
    private readonly attention: BillingAttentionList,
    private readonly reconciled: ReconcileRuns,
  ) {}

  async counts(): Promise<BillingCounts> {
    const [liveSubscriptions, duplicateSubscriptions, suspended, attention, latest, stored, pending, failed] =
      await Promise.all([
        this.subscriptions.countBy({ live: true }),
        this.subscriptions.countBy({ duplicate: true }),
        this.subscriptions.countBy({ service: 'suspended', live: true }),
        this.attention.countOpen(),
        this.reconciled.latest(),
        this.events.count(),
        this.events.countBy({ status: 'pending' }),
        this.events.countBy({ status: 'failed' }),
      ]);
    return {
      liveSubscriptions,
      duplicateSubscriptions,
      suspended,
      attention,
      openFindings: latest?.open ?? 0,
      events: { stored, pending, failed },
    };
  }

  /** The customer's latest webhooks, newest first by the time Stripe gives them. */
  async lastEvents(userId: string, limit = 20): Promise<StripeEventSummary[]> {
    const ids = await this.customers.allStripeIdsOf(userId);
    const rows = await this.events.find({
      where: { stripeCustomerId: In(ids) },
      order: { eventAt: 'DESC', receivedAt: 'DESC' },
      take: limit,
    });
    return rows.map(({ id, type, status, outcome, eventAt, receivedAt, processedAt }) => ({
      id,
      type,
      status,
      outcome,
      eventAt,
      receivedAt,
      processedAt,
    }));
  }

  /** The addresses of customers who have been at a checkout, by our id; one query. */
  emailsOf(userIds: readonly string[]): Promise<Map<string, string>> {
    return this.customers.emailsOf(userIds);
  }

  /** Ids for links into the Stripe dashboard. */
  async stripeIds(
    userId: string,
  ): Promise<{ stripeCustomerId: string | null; stripeSubscriptionId: string | null }> {
    const [row] = await this.subscriptions.find({
      where: { userId, duplicate: false },
      order: { live: 'DESC', stripeCreatedAt: 'DESC' },
      take: 1,
    });
    return {
      stripeCustomerId: await this.customers.stripeIdOf(userId),
      stripeSubscriptionId: row?.stripeSubscriptionId ?? null,
    };
  }
}
