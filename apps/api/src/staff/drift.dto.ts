import {
  DRIFT_KINDS,
  DRIFT_REPAIRS,
  type DriftKind,
  type DriftRepair,
  RECONCILE_MODES,
  RECONCILE_STATES,
  RECONCILE_TRIGGERS,
  type ReconcileMode,
  type ReconcileState,
  type ReconcileTrigger,
} from '@automna/billing';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';

export class DriftRunsQueryDto {
  /** `nextCursor` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiProperty({ type: 'integer', required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

/** One comparison of Stripe with our database. */
export class DriftRunDto {
  id!: string;

  @ApiProperty({ enum: RECONCILE_MODES, enumName: 'ReconcileMode' })
  mode!: ReconcileMode;

  @ApiProperty({ enum: RECONCILE_TRIGGERS, enumName: 'ReconcileTrigger' })
  trigger!: ReconcileTrigger;

  @ApiProperty({ enum: RECONCILE_STATES, enumName: 'ReconcileState' })
  status!: ReconcileState;

  /** The member of staff who asked for it; null for the schedule and for commands. */
  @ApiProperty({ type: String, nullable: true })
  actorId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;

  /** Why it could not be finished. */
  @ApiProperty({ type: String, nullable: true })
  error!: string | null;

  /** Subscriptions at Stripe of customers of ours. */
  @ApiProperty({ type: 'integer' })
  subscriptions!: number;

  @ApiProperty({ type: 'integer' })
  customers!: number;

  @ApiProperty({ type: 'integer' })
  events!: number;

  /** Requests to Stripe. */
  @ApiProperty({ type: 'integer' })
  calls!: number;

  @ApiProperty({ type: 'integer' })
  findings!: number;

  /** Findings that are not repaired. */
  @ApiProperty({ type: 'integer' })
  open!: number;
}

export class DriftRunsPageDto {
  items!: DriftRunDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** One disagreement between Stripe and us. */
export class DriftFindingDto {
  id!: string;

  @ApiProperty({ enum: DRIFT_KINDS, enumName: 'DriftKind' })
  kind!: DriftKind;

  /** What is wrong, in words. */
  sentence!: string;

  /** Our id of the customer it concerns. */
  @ApiProperty({ type: String, nullable: true })
  customerId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  customerEmail!: string | null;

  /** The object at Stripe. */
  @ApiProperty({ type: String, nullable: true })
  stripeId!: string | null;

  /** Its page at Stripe; null when there is none, or when Stripe is a stand-in. */
  @ApiProperty({ type: String, nullable: true })
  stripeUrl!: string | null;

  /** Only the columns that differ. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  ours!: Record<string, unknown> | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  theirs!: Record<string, unknown> | null;

  /** `person`: nobody but a person can decide this one. */
  @ApiProperty({ enum: DRIFT_REPAIRS, enumName: 'DriftRepair' })
  repair!: DriftRepair;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  repairedAt!: string | null;

  /** What came of the repair, or why it failed. */
  @ApiProperty({ type: String, nullable: true })
  outcome!: string | null;
}

export class DriftReportDto {
  /** The latest finished pass; null before the first one. */
  @ApiProperty({ type: () => DriftRunDto, nullable: true })
  run!: DriftRunDto | null;

  /** What the latest pass found, the unrepaired first. */
  findings!: DriftFindingDto[];

  /** The pass that runs right now: ask again until it is null. */
  @ApiProperty({ type: () => DriftRunDto, nullable: true })
  running!: DriftRunDto | null;
}

export class RepairDriftDto {
  /** For the audit log: why the repair is wanted. */
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
}
