import {
  FLEET_FINDING_KINDS,
  FLEET_REPAIRS,
  type FleetFindingKind,
  type FleetRepair,
} from '@automna/fly-provisioner';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { FindingDto, PageQueryDto, ReasonDto, RunDto } from './run.dto.js';

export class FleetRunsQueryDto extends PageQueryDto {}

/** One comparison of Fly with our book. `calls` are requests for lists: their number does not grow with the customers. */
export class FleetRunDto extends RunDto {
  @ApiProperty({ type: 'integer' })
  machines!: number;

  @ApiProperty({ type: 'integer' })
  volumes!: number;

  /** Apps whose addresses and secrets were looked at: a few in every comparison, in turn. */
  @ApiProperty({ type: 'integer' })
  looked!: number;

  @ApiProperty({ type: 'integer' })
  orphans!: number;

  @ApiProperty({ type: 'integer' })
  orphanCentsPerMonth!: number;
}

export class FleetRunsPageDto {
  items!: FleetRunDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** One machine that is not what it ought to be. */
export class FleetFindingDto extends FindingDto {
  @ApiProperty({ enum: FLEET_FINDING_KINDS, enumName: 'FleetFindingKind' })
  kind!: FleetFindingKind;

  machineId!: string;
  customerId!: string;
  appName!: string;

  @ApiProperty({ type: String, nullable: true })
  flyId!: string | null;

  /** `person`: nobody but a person can decide this one. */
  @ApiProperty({ enum: FLEET_REPAIRS, enumName: 'FleetRepair' })
  repair!: FleetRepair;
}

export class FleetReportDto {
  /** The latest finished comparison; null before the first one. */
  @ApiProperty({ type: () => FleetRunDto, nullable: true })
  run!: FleetRunDto | null;

  /** What it found, the unrepaired first. */
  findings!: FleetFindingDto[];

  /** The one that runs right now: ask again until it is null. */
  @ApiProperty({ type: () => FleetRunDto, nullable: true })
  running!: FleetRunDto | null;
}

export class ReconcileMachinesDto extends ReasonDto {
  /** Also put right what needs no person. */
  @ApiProperty({ type: Boolean, required: false })
  @IsOptional()
  @IsBoolean()
  repair?: boolean;
}
