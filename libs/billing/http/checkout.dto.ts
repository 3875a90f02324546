import { PLAN_NAMES, type PlanName } from '@automna/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, Matches, MaxLength } from 'class-validator';
import type { CheckoutStatus, OpenCheckout } from '../services/checkout/checkout.service.js';

export const CHECKOUT_STATUSES = ['open', 'confirming', 'active', 'expired'] as const;

export class CheckoutRequestDto {
  @ApiProperty({ enum: PLAN_NAMES, enumName: 'PlanName' })
  @IsIn(PLAN_NAMES, { message: `plan must be one of ${PLAN_NAMES.join(', ')}` })
  plan!: PlanName;
}

export class CheckoutParamsDto {
  /** Id of the session as Stripe gives it. */
  @MaxLength(200)
  @Matches(/^cs_[A-Za-z0-9_]+$/, { message: 'sessionId must be the id of a checkout session (cs_…)' })
  sessionId!: string;
}

export class CheckoutDto {
  sessionId!: string;

  /** Stripe's payment page: send the customer there. */
  url!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  expiresAt!: string;
}

export class CheckoutStatusDto {
  sessionId!: string;

  @ApiProperty({ enum: PLAN_NAMES, enumName: 'PlanName' })
  plan!: PlanName;

  /** `confirming` = paid, and the subscription is about to become active. */
  @ApiProperty({ enum: CHECKOUT_STATUSES, enumName: 'CheckoutState' })
  status!: (typeof CHECKOUT_STATUSES)[number];

  /** The payment page while the checkout is open. */
  @ApiProperty({ type: String, nullable: true })
  url!: string | null;
}

export function toCheckoutDto({ sessionId, url, expiresAt }: OpenCheckout): CheckoutDto {
  return { sessionId, url, expiresAt: expiresAt.toISOString() };
}

export function toCheckoutStatusDto({ sessionId, plan, status, url }: CheckoutStatus): CheckoutStatusDto {
  return { sessionId, plan, status, url };
}
