import { type Catalogue, isPlanName, type Plan, PLANS } from '@automna/contracts';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { BillingError, paymentOverdue, subscriptionRequired } from '../../billing.errors.js';
import { type ServiceStanding, suspendsAt } from '../../domain/standing.js';
import { type ShownStatus, STATUS } from '../../domain/subscription-status.js';
import { SubscriptionEntity } from '../../persistence/billing-entities.js';

/** A customer's subscription as other rooms see it. */
export interface SubscriptionView {
  id: string | null;
  status: ShownStatus;
  live: boolean;
  catalogue: Catalogue | null;
  /** The plan of the `byok` catalogue; null for none, for a legacy plan and for a price we do not know. */
  plan: Plan | null;
  /** Plan name within `catalogue`, legacy ones included. */
  planName: string | null;
  priceCents: number | null;
  /** When the subscription began: the anchor of usage periods. */
  startedAt: Date | null;
  currentPeriodStart: Date | null;
  currentPeriodEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  stripeSubscriptionId: string | null;
  /** What the customer may use: a late payment is waited for, then the service is suspended until somebody pays. */
  service: ServiceStanding;
  pastDueSince: Date | null;
  /** When the service stops unless somebody pays; null unless a payment is late. */
  suspendsAt: Date | null;
  /** The plan that follows by itself at `nextPlanAt`: a scheduled downgrade. */
  nextPlan: Plan | null;
  nextPlanAt: Date | null;
  /** Stripe's page where the waiting invoice can be paid or confirmed. */
  payUrl: string | null;
  /** An upgrade that happens as soon as it is paid. */
  awaitingPayment: { plan: Plan; expiresAt: Date } | null;
  trialEnd: Date | null;
  /** In words. */
  discount: string | null;
  interval: 'month' | 'year' | null;
}

/** A view of a customer who pays and whose plan we know. */
export type LiveSubscription = SubscriptionView & { live: true; id: string; plan: Plan };

const NONE: SubscriptionView = {
  id: null,
  status: 'none',
  live: false,
  catalogue: null,
  plan: null,
  planName: null,
  priceCents: null,
  startedAt: null,
  currentPeriodStart: null,
  currentPeriodEnd: null,
  cancelAtPeriodEnd: false,
  stripeSubscriptionId: null,
  service: 'none',
  pastDueSince: null,
  suspendsAt: null,
  nextPlan: null,
  nextPlanAt: null,
  payUrl: null,
  awaitingPayment: null,
  trialEnd: null,
  discount: null,
  interval: null,
};

/** Who is subscribed to what, as last learned from Stripe. */
@Injectable()
export class Subscriptions {
  constructor(@InjectRepository(SubscriptionEntity) private readonly rows: Repository<SubscriptionEntity>) {}

  /** The subscription that counts, else the latest one there was, else a view with status `none`. */
  async ofUser(userId: string): Promise<SubscriptionView> {
    return (await this.ofUsers([userId])).get(userId) ?? NONE;
  }

  /** Like {@link ofUser} for a page of customers; every id asked for is in the answer. */
  async ofUsers(userIds: readonly string[]): Promise<Map<string, SubscriptionView>> {
    const rows = await this.rows.find({
      where: { userId: In([...userIds]), duplicate: false },
      order: { live: 'DESC', stripeCreatedAt: 'DESC' },
    });
    const first = (userId: string) => rows.find((row) => row.userId === userId);
    return new Map(userIds.map((userId) => [userId, toView(first(userId))]));
  }

  /** @throws DomainError subscription_required; BillingError unknown_plan when the price is none of ours. */
  async requireLive(userId: string): Promise<LiveSubscription> {
    const view = await this.ofUser(userId);
    const { id, plan } = view;
    if (!view.live || !id) throw subscriptionRequired();
    if (!plan) {
      throw new BillingError(
        'unknown_plan',
        'Your subscription has a price that belongs to no plan on offer. Write to us and we will put it right.',
      );
    }
    return { ...view, live: true, id, plan };
  }

  /**
   * For everything that costs us money or work: a subscription that is paid for, or at most a little late.
   * @throws BillingError payment_overdue while suspended, and what {@link requireLive} throws.
   */
  async requireService(userId: string): Promise<LiveSubscription> {
    const view = await this.requireLive(userId);
    if (view.service === 'suspended') throw paymentOverdue(view.status === 'paused');
    return view;
  }

  /** True when the subscription is known and can never become live again. */
  async hasEnded(stripeSubscriptionId: string): Promise<boolean> {
    const row = await this.rows.findOneBy({ stripeSubscriptionId });
    return row !== null && STATUS[row.status].final;
  }
}

export function toView(row: SubscriptionEntity | undefined): SubscriptionView {
  if (!row) return NONE;
  return {
    id: row.id,
    status: STATUS[row.status].shownAs,
    live: row.live,
    catalogue: row.catalogue,
    plan: planOf(row.catalogue, row.plan),
    planName: row.plan,
    priceCents: row.priceCents,
    startedAt: row.stripeCreatedAt,
    currentPeriodStart: row.periodStart,
    currentPeriodEnd: row.periodEnd,
    cancelAtPeriodEnd: row.cancelAtPeriodEnd,
    stripeSubscriptionId: row.stripeSubscriptionId,
    service: row.service,
    pastDueSince: row.pastDueSince,
    suspendsAt: row.service === 'payment_late' ? suspendsAt(row) : null,
    nextPlan: planOf(row.nextCatalogue, row.nextPlan),
    nextPlanAt: row.nextPlanAt,
    payUrl: row.payUrl,
    awaitingPayment: awaiting(row),
    trialEnd: row.status === 'trialing' ? row.trialEnd : null,
    discount: row.discountText,
    interval: row.billingInterval,
  };
}

function planOf(catalogue: Catalogue | null, name: string | null): Plan | null {
  return catalogue === 'byok' && isPlanName(name) ? PLANS[name] : null;
}

function awaiting({
  pendingPlan,
  pendingUpdateExpiresAt,
}: SubscriptionEntity): SubscriptionView['awaitingPayment'] {
  const plan = planOf('byok', pendingPlan);
  return plan && pendingUpdateExpiresAt && { plan, expiresAt: pendingUpdateExpiresAt };
}
