import { type Catalogue, CATALOGUES } from '@automna/contracts';
import { PlanDto, toPlanDto } from '@automna/core';
import { ApiProperty } from '@nestjs/swagger';
import { SERVICE_STANDINGS, type ServiceStanding } from '../domain/standing.js';
import { SHOWN_STATUSES, type ShownStatus } from '../domain/subscription-status.js';
import type { SubscriptionView } from '../services/subscriptions/subscriptions.service.js';

/** An upgrade that happens as soon as its invoice is paid; until then the plan stays as it was. */
export class AwaitingPaymentDto {
  plan!: PlanDto;

  /** Without a payment by then the upgrade is dropped. */
  @ApiProperty({ type: String, format: 'date-time' })
  expiresAt!: string;
}

export class SubscriptionDto {
  @ApiProperty({ enum: SHOWN_STATUSES, enumName: 'SubscriptionStatus' })
  status!: ShownStatus;

  /** Counts as the customer's one subscription; a late payment alone does not end that. */
  live!: boolean;

  @ApiProperty({ type: PlanDto, nullable: true })
  plan!: PlanDto | null;

  /** Null without a subscription, and for a price that belongs to no plan. */
  @ApiProperty({ enum: CATALOGUES, enumName: 'Catalogue', nullable: true })
  catalogue!: Catalogue | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  currentPeriodStart!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  currentPeriodEnd!: string | null;

  /** The subscription ends with its paid period. */
  cancelAtPeriodEnd!: boolean;

  /** US cents per month, as Stripe charges it. 0 is a price. */
  @ApiProperty({ type: 'integer', nullable: true })
  priceCents!: number | null;

  /** `payment_late` goes on working; `suspended` works again as soon as the open invoice is paid. */
  @ApiProperty({ enum: SERVICE_STANDINGS, enumName: 'ServiceStanding' })
  service!: ServiceStanding;

  /** Since when an invoice is unpaid. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  pastDueSince!: string | null;

  /** When the service stops unless the open invoice is paid. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  suspendsAt!: string | null;

  /** The plan a scheduled downgrade leads to. */
  @ApiProperty({ type: PlanDto, nullable: true })
  nextPlan!: PlanDto | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextPlanAt!: string | null;

  /** The page where the open invoice can be paid or confirmed; null when none waits for the customer. */
  @ApiProperty({ type: String, format: 'uri', nullable: true })
  payUrl!: string | null;

  @ApiProperty({ type: AwaitingPaymentDto, nullable: true })
  awaitingPayment!: AwaitingPaymentDto | null;

  /** Set while a trial runs. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  trialEnd!: string | null;

  /** In words, `20% off for 3 months`. */
  @ApiProperty({ type: String, nullable: true })
  discount!: string | null;

  @ApiProperty({ enum: ['month', 'year'], enumName: 'BillingInterval', nullable: true })
  interval!: 'month' | 'year' | null;
}

/** A subscription as its owner sees it: no ids of Stripe. */
export function toSubscriptionDto(view: SubscriptionView): SubscriptionDto {
  return {
    status: view.status,
    live: view.live,
    plan: view.plan && toPlanDto(view.plan.name),
    catalogue: view.catalogue,
    currentPeriodStart: text(view.currentPeriodStart),
    currentPeriodEnd: text(view.currentPeriodEnd),
    cancelAtPeriodEnd: view.cancelAtPeriodEnd,
    priceCents: view.priceCents,
    service: view.service,
    pastDueSince: text(view.pastDueSince),
    suspendsAt: text(view.suspendsAt),
    nextPlan: view.nextPlan && toPlanDto(view.nextPlan.name),
    nextPlanAt: text(view.nextPlanAt),
    payUrl: view.payUrl,
    awaitingPayment: view.awaitingPayment && {
      plan: toPlanDto(view.awaitingPayment.plan.name),
      expiresAt: view.awaitingPayment.expiresAt.toISOString(),
    },
    trialEnd: text(view.trialEnd),
    discount: view.discount,
    interval: view.interval,
  };
}

function text(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
