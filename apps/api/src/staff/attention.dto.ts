import { ATTENTION_STATES, type AttentionState } from '@automna/billing';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageQueryDto, ReasonDto } from './run.dto.js';

export class AttentionQueryDto extends PageQueryDto {
  /** What waits (`open`, also when left out), or what was dealt with. */
  @ApiProperty({ enum: ATTENTION_STATES, enumName: 'AttentionState', required: false })
  @IsOptional()
  @IsIn(ATTENTION_STATES)
  state?: AttentionState;
}

/** Something Stripe reported that only a person can settle: a dispute, a fraud warning, an odd price. */
export class AttentionRowDto {
  /** Names it in our addresses: `billing.dispute_opened:dp_…`. */
  id!: string;

  /** `billing.dispute_opened` and the like. */
  kind!: string;

  /** What it is, in words. */
  sentence!: string;

  customerId!: string;

  @ApiProperty({ type: String, nullable: true })
  customerEmail!: string | null;

  /** The object at Stripe. */
  stripeId!: string;

  /** Its page at Stripe; null when there is none, or when Stripe is a stand-in. */
  @ApiProperty({ type: String, nullable: true })
  stripeUrl!: string | null;

  /** The smallest unit of `currency`; null where no amount is in question. */
  @ApiProperty({ type: 'integer', nullable: true })
  cents!: number | null;

  @ApiProperty({ type: String, nullable: true })
  currency!: string | null;

  /** When it was reported. */
  @ApiProperty({ format: 'date-time' })
  at!: string;

  /** Null while it waits. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  doneAt!: string | null;

  /** The member of staff; null while it waits, and for what settled itself. */
  @ApiProperty({ type: String, nullable: true })
  doneBy!: string | null;

  /** What was done about it. */
  @ApiProperty({ type: String, nullable: true })
  doneReason!: string | null;
}

export class AttentionPageDto {
  /** The latest reported first. */
  items!: AttentionRowDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class SettleAttentionDto extends ReasonDto {}
