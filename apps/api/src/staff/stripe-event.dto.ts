import { STRIPE_EVENT_STATES, type StripeEventState } from '@automna/billing';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from './run.dto.js';

export class StripeEventsQueryDto extends PageQueryDto {
  @ApiProperty({ enum: STRIPE_EVENT_STATES, enumName: 'StripeEventState', required: false })
  @IsOptional()
  @IsIn(STRIPE_EVENT_STATES)
  status?: StripeEventState;

  /** A type such as `invoice.paid`, or its beginning: `customer.subscription`. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  type?: string;

  /** A customer by our id (`usr_…`) or by Stripe's (`cus_…`). */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  customer?: string;
}

/** A stored webhook without its body. */
export class StripeEventRowDto {
  /** Stripe's own id: `evt_…`. */
  id!: string;

  type!: string;

  @ApiProperty({ enum: STRIPE_EVENT_STATES, enumName: 'StripeEventState' })
  status!: StripeEventState;

  /** One sentence: what came of it, or why the last attempt failed. */
  @ApiProperty({ type: String, nullable: true })
  outcome!: string | null;

  /** Stripe's own time of the event. */
  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ format: 'date-time' })
  receivedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  processedAt!: string | null;

  /** How often it was carried out, replays included. */
  @ApiProperty({ type: 'integer' })
  attempts!: number;

  /** How often the same id came with other content; the first content is the one that is kept. */
  @ApiProperty({ type: 'integer' })
  conflicts!: number;

  /** `reconcile`: it never arrived by itself and was fetched from Stripe. */
  @ApiProperty({ enum: ['webhook', 'reconcile'], enumName: 'StripeEventSource' })
  source!: 'webhook' | 'reconcile';

  /** The object the event is about: `sub_…`, `in_…`. */
  @ApiProperty({ type: String, nullable: true })
  objectId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  stripeCustomerId!: string | null;

  /** Our id of the customer it concerns. */
  @ApiProperty({ type: String, nullable: true })
  customerId!: string | null;
}

export class StripeEventsPageDto {
  items!: StripeEventRowDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** One time an event was carried out. */
export class StripeEventAttemptDto {
  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  /** Null while it runs, or when the process died in the middle of it. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;

  @ApiProperty({ enum: STRIPE_EVENT_STATES, enumName: 'StripeEventState', nullable: true })
  status!: StripeEventState | null;

  @ApiProperty({ type: String, nullable: true })
  outcome!: string | null;
}

export class StripeEventReplayDto {
  @ApiProperty({ format: 'date-time' })
  at!: string;

  /** Id of the member of staff. */
  actorId!: string;

  reason!: string;
}

export class StripeEventDetailDto extends StripeEventRowDto {
  @ApiProperty({ type: String, nullable: true })
  apiVersion!: string | null;

  /** The body as Stripe signed it. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  payload!: Record<string, unknown>;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastConflictAt!: string | null;

  /** Latest first; the last twenty are kept. */
  attemptLog!: StripeEventAttemptDto[];

  /** Latest first. */
  replays!: StripeEventReplayDto[];

  /** Stripe's own page of the event; null when Stripe is a stand-in. */
  @ApiProperty({ type: String, nullable: true })
  stripeUrl!: string | null;
}

export class ReplayEventDto {
  /** For the audit log. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}
