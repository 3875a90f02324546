import { type Catalogue, CATALOGUES } from '@automna/contracts';
import { PlanDto, toPlanDto } from '@automna/core';
import { ApiProperty } from '@nestjs/swagger';
import { SHOWN_STATUSES, type ShownStatus } from '../domain/subscription-status.js';
import type { SubscriptionView } from '../services/subscriptions.service.js';

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
}

/** A subscription as its owner sees it: no ids of Stripe. */
export function toSubscriptionDto(view: SubscriptionView): SubscriptionDto {
  return {
    status: view.status,
    live: view.live,
    plan: view.plan && toPlanDto(view.plan.name),
    catalogue: view.catalogue,
    currentPeriodStart: view.currentPeriodStart?.toISOString() ?? null,
    currentPeriodEnd: view.currentPeriodEnd?.toISOString() ?? null,
    cancelAtPeriodEnd: view.cancelAtPeriodEnd,
    priceCents: view.priceCents,
  };
}
