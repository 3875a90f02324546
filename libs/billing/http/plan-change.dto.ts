import { PLAN_NAMES, type PlanName } from '@automna/contracts';
import { PlanDto, toPlanDto } from '@automna/core';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { CANCEL_REASONS, type CancelReason, PREVIEW_KINDS, type PreviewKind } from '../domain/plan-change.js';
import type { PlanPreviewView } from '../services/plan-changes/plan-preview.service.js';
import type { PlanChangeResult } from '../services/plan-changes/plan-changes.service.js';
import { SubscriptionDto, toSubscriptionDto } from './subscription.dto.js';

const CHANGE_RESULTS = ['done', 'scheduled', 'awaiting_payment'] as const;
/** 2100-01-01: beyond it a number of seconds is a mistake, usually milliseconds. */
const LATEST_SECONDS = 4_102_444_800;
const LARGEST_CENTS = 99_999_999;

export class PlanPreviewRequestDto {
  @ApiProperty({ enum: PLAN_NAMES, enumName: 'PlanName' })
  @IsIn(PLAN_NAMES, { message: `plan must be one of ${PLAN_NAMES.join(', ')}` })
  plan!: PlanName;
}

export class PlanChangeRequestDto {
  @ApiProperty({ enum: PLAN_NAMES, enumName: 'PlanName' })
  @IsIn(PLAN_NAMES, { message: `plan must be one of ${PLAN_NAMES.join(', ')}` })
  plan!: PlanName;

  /** `prorationDate` of the preview the customer saw, Unix seconds. Needed for an upgrade that is charged at once. */
  @ApiProperty({ type: 'integer', required: false, minimum: 1, maximum: LATEST_SECONDS })
  @IsOptional()
  @IsInt({ message: 'prorationDate must be the whole number of seconds the preview gave' })
  @Min(1)
  @Max(LATEST_SECONDS)
  prorationDate?: number;

  /** `amountDueCents` of the preview: what the customer agreed to pay now. */
  @ApiProperty({ type: 'integer', required: false, minimum: 0, maximum: LARGEST_CENTS })
  @IsOptional()
  @IsInt({ message: 'amountDueCents must be the whole number of cents the preview gave' })
  @Min(0)
  @Max(LARGEST_CENTS)
  amountDueCents?: number;

  /** Ids of the channels that stay, when the new plan allows fewer than are in use. */
  @ApiProperty({ type: [String], required: false })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  keepChannels?: string[];
}

export class CancelRequestDto {
  /** Why, if the customer likes to say. Nothing depends on it. */
  @ApiProperty({ enum: CANCEL_REASONS, enumName: 'CancelReason', required: false })
  @IsOptional()
  @IsIn(CANCEL_REASONS, { message: `reason must be one of ${CANCEL_REASONS.join(', ')}` })
  reason?: CancelReason;

  /** In the customer's own words. */
  @ApiProperty({ required: false, maxLength: 500 })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  comment?: string;
}

export class QuoteLineDto {
  description!: string;

  /** After discounts; negative = a credit. */
  @ApiProperty({ type: 'integer' })
  amountCents!: number;

  /** Part of a period, for a change in the middle of it. */
  proration!: boolean;
}

export class ChannelOptionDto {
  id!: string;
  kind!: string;
  title!: string;
  paused!: boolean;
}

/** What the plan means for the connected channels. */
export class PlanChannelsDto {
  @ApiProperty({ type: 'integer' })
  inUse!: number;

  /** Null when the plan has no bound. */
  @ApiProperty({ type: 'integer', nullable: true })
  limit!: number | null;

  /** More are in use than the plan allows: say in `keepChannels` which stay. The others are paused, not deleted. */
  mustChoose!: boolean;

  options!: ChannelOptionDto[];
}

export class PlanPreviewDto {
  /** `keep` undoes a scheduled downgrade or an unpaid upgrade; `same` changes nothing. */
  @ApiProperty({ enum: PREVIEW_KINDS, enumName: 'PlanPreviewKind' })
  kind!: PreviewKind;

  from!: PlanDto;
  to!: PlanDto;

  /** When the limits of the new plan begin to hold. */
  @ApiProperty({ type: String, format: 'date-time' })
  effectiveAt!: string;

  /** Charged at once, after credit. */
  @ApiProperty({ type: 'integer' })
  amountDueCents!: number;

  /**
   * What the account's balance takes over: credit that pays a part, or an amount below 50 cents that goes to the next
   * invoice. Negative = an earlier debt that is paid along.
   */
  @ApiProperty({ type: 'integer' })
  balanceUsedCents!: number;

  /** What `balanceUsedCents` is, in words; null when it is 0. */
  @ApiProperty({ type: String, nullable: true })
  balanceWords!: string | null;

  /** What the amount is made of; they add up to amountDueCents + balanceUsedCents. Empty when nothing is charged. */
  lines!: QuoteLineDto[];

  /** The next regular charge after the change; null when there will be none. */
  @ApiProperty({ type: 'integer', nullable: true })
  nextChargeCents!: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextChargeAt!: string | null;

  /** Send it back with the change: the amount is exact for this instant. Null when nothing is charged at once. */
  @ApiProperty({ type: 'integer', nullable: true })
  prorationDate!: number | null;

  currency!: string;

  /** What the new plan has more, in words. */
  gains!: string[];

  /** What is lost, in words. */
  losses!: string[];

  channels!: PlanChannelsDto;
}

export class PlanChangeDto {
  /** `scheduled` = at the end of the paid period; `awaiting_payment` = as soon as the customer has paid on `payUrl`. */
  @ApiProperty({ enum: CHANGE_RESULTS, enumName: 'PlanChangeResult' })
  status!: (typeof CHANGE_RESULTS)[number];

  /** Stripe's page where the payment is made or confirmed. */
  @ApiProperty({ type: String, format: 'uri', nullable: true })
  payUrl!: string | null;

  subscription!: SubscriptionDto;
}

export function toPlanPreviewDto(view: PlanPreviewView): PlanPreviewDto {
  return {
    kind: view.kind,
    from: toPlanDto(view.from),
    to: toPlanDto(view.to),
    effectiveAt: view.effectiveAt.toISOString(),
    amountDueCents: view.amountDueCents,
    balanceUsedCents: view.balanceUsedCents,
    balanceWords: view.balanceWords,
    lines: view.lines.map(({ description, amountCents, proration }) => ({
      description,
      amountCents,
      proration,
    })),
    nextChargeCents: view.nextChargeCents,
    nextChargeAt: view.nextChargeAt?.toISOString() ?? null,
    prorationDate: view.prorationDate,
    currency: view.currency,
    gains: [...view.gains],
    losses: [...view.losses],
    channels: {
      inUse: view.channels.inUse,
      limit: view.channels.limit,
      mustChoose: view.channels.mustChoose,
      options: view.channels.options.map(({ id, kind, title, paused }) => ({ id, kind, title, paused })),
    },
  };
}

export function toPlanChangeDto({ status, payUrl, subscription }: PlanChangeResult): PlanChangeDto {
  return { status, payUrl, subscription: toSubscriptionDto(subscription) };
}
