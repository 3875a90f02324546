import { DRIFT_KINDS, DRIFT_REPAIRS, type DriftKind, type DriftRepair } from '@automna/billing';
import { ApiProperty } from '@nestjs/swagger';
import { FindingDto, PageQueryDto, ReasonDto, RunDto } from './run.dto.js';

export class DriftRunsQueryDto extends PageQueryDto {}

/** One comparison of Stripe with our database. `calls` are requests to Stripe. */
export class DriftRunDto extends RunDto {
  /** Subscriptions at Stripe of customers of ours. */
  @ApiProperty({ type: 'integer' })
  subscriptions!: number;

  @ApiProperty({ type: 'integer' })
  customers!: number;

  @ApiProperty({ type: 'integer' })
  events!: number;
}

export class DriftRunsPageDto {
  items!: DriftRunDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** One disagreement between Stripe and us. */
export class DriftFindingDto extends FindingDto {
  @ApiProperty({ enum: DRIFT_KINDS, enumName: 'DriftKind' })
  kind!: DriftKind;

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

export class RepairDriftDto extends ReasonDto {}
