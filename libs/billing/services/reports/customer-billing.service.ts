import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Repository } from 'typeorm';
import type { ServiceStanding } from '../../domain/standing.js';
import {
  BillingNoticeEntity,
  PlanChangeEntity,
  StripeEventEntity,
  SubscriptionEntity,
} from '../../persistence/billing-entities.js';
import { type CustomerMoney, CustomerMoneyReader } from '../subscriptions/customer-money.service.js';
import { Customers } from '../checkout/customers.service.js';
import { ReconcileRuns } from '../reconcile/reconcile-runs.service.js';
import { type StoredEvent, StripeInbox } from '../inbox/stripe-inbox.service.js';
import { type SubscriptionView, toView } from '../subscriptions/subscriptions.service.js';

const LATEST = 50;

/** Something a person should look at. */
export interface BillingAttention {
  kind: string;
  sentence: string;
  at: Date;
  stripeId: string | null;
}

/** Everything billing knows about one customer. */
export interface CustomerBillingReport {
  service: ServiceStanding;
  stripeCustomerId: string | null;
  /** The one that counts first, then the latest. */
  subscriptions: { row: SubscriptionEntity; view: SubscriptionView }[];
  changes: PlanChangeEntity[];
  /** Null when Stripe did not answer; empty for somebody Stripe does not know. */
  money: CustomerMoney | null;
  attention: BillingAttention[];
  events: StoredEvent[];
}

/** One customer's billing side by side, for the console. Reads only. */
@Injectable()
export class CustomerBilling {
  constructor(
    private readonly customers: Customers,
    private readonly money: CustomerMoneyReader,
    private readonly inbox: StripeInbox,
    private readonly reconciled: ReconcileRuns,
    @InjectRepository(SubscriptionEntity) private readonly subscriptions: Repository<SubscriptionEntity>,
    @InjectRepository(PlanChangeEntity) private readonly changes: Repository<PlanChangeEntity>,
    @InjectRepository(BillingNoticeEntity) private readonly notices: Repository<BillingNoticeEntity>,
    @InjectRepository(StripeEventEntity) private readonly events: Repository<StripeEventEntity>,
  ) {}

  async of(userId: string): Promise<CustomerBillingReport> {
    const stripeCustomerId = await this.customers.stripeIdOf(userId);
    const [rows, changes, money, attention, { items }] = await Promise.all([
      this.subscriptions.find({ where: { userId }, order: { live: 'DESC', stripeCreatedAt: 'DESC' } }),
      this.changes.find({ where: { userId }, order: { createdAt: 'DESC', id: 'DESC' }, take: LATEST }),
      stripeCustomerId === null ? { invoices: [], creditCents: 0 } : this.money.of(stripeCustomerId),
      this.attention(userId),
      this.inbox.list({ customer: userId, limit: LATEST }),
    ]);
    return {
      service: rows[0]?.service ?? 'none',
      stripeCustomerId,
      subscriptions: rows.map((row) => ({ row, view: toView(row) })),
      changes,
      money,
      attention,
      events: items,
    };
  }

  /** What Stripe reported, what the latest comparison left open, and events that could not be carried out. */
  private async attention(userId: string): Promise<BillingAttention[]> {
    const ids = await this.customers.allStripeIdsOf(userId);
    const [notices, drift, failed] = await Promise.all([
      this.notices.find({
        where: { userId, attention: true, doneAt: IsNull() },
        order: { noticedAt: 'DESC' },
        take: LATEST,
      }),
      this.reconciled.openOf(userId),
      this.events.find({
        select: { id: true, type: true, outcome: true, receivedAt: true },
        where: { stripeCustomerId: In(ids), status: 'failed' },
        order: { receivedAt: 'DESC' },
        take: LATEST,
      }),
    ]);
    const items: BillingAttention[] = [
      ...notices.map(({ kind, title, noticedAt, stripeId }) => ({
        kind,
        sentence: title,
        at: noticedAt,
        stripeId,
      })),
      ...drift.map(({ kind, sentence, stripeId, foundAt }) => ({ kind, sentence, at: foundAt, stripeId })),
      ...failed.map(({ id, type, outcome, receivedAt }) => ({
        kind: 'event_failed',
        sentence: `${type} could not be carried out: ${outcome ?? 'no reason was noted'}`,
        at: receivedAt,
        stripeId: id,
      })),
    ];
    return items.sort((a, b) => b.at.getTime() - a.at.getTime());
  }
}
