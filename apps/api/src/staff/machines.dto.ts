import { PLAN_NAMES, type PlanName } from '@automna/contracts';
import {
  FLEET_FINDING_KINDS,
  FLEET_MODES,
  FLEET_REPAIRS,
  FLEET_RUN_STATES,
  FLEET_TRIGGERS,
  type FleetFindingKind,
  type FleetMode,
  type FleetRepair,
  type FleetRunState,
  type FleetTrigger,
  LIFECYCLE_STATES,
  type LifecycleState,
} from '@automna/fly-provisioner';
import { type Suspension, SUSPENSIONS } from '@automna/openclaw';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

/** `true` and `false` of a query string; anything else stays what it is, and is refused. */
const Flag = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

export class MachinesQueryDto {
  @ApiProperty({ enum: LIFECYCLE_STATES, enumName: 'MachineLifecycle', required: false })
  @IsOptional()
  @IsIn(LIFECYCLE_STATES)
  state?: LifecycleState;

  /** Only machines that are kept down because nobody pays, or only the others. */
  @ApiProperty({ type: Boolean, required: false })
  @IsOptional()
  @Flag()
  @IsBoolean()
  suspended?: boolean;

  /** Only machines about which the latest comparison found something nobody has put right, or only the others. */
  @ApiProperty({ type: Boolean, required: false })
  @IsOptional()
  @Flag()
  @IsBoolean()
  drifted?: boolean;

  @IsOptional()
  @Matches(/^[a-z]{3}$/, { message: 'region must be three lower-case letters.' })
  region?: string;

  /** Part of an app's name, or a whole id: ours, Fly's, or the customer's. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  query?: string;

  /** `nextCursor` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;

  @ApiProperty({ type: 'integer', required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

/** A machine in the list of all machines. */
export class MachineRowDto {
  id!: string;
  customerId!: string;

  @ApiProperty({ type: String, nullable: true })
  customerEmail!: string | null;

  appName!: string;

  @ApiProperty({ enum: LIFECYCLE_STATES, enumName: 'MachineLifecycle' })
  state!: LifecycleState;

  /** Fly's own word when it was last listed; null when it was in no list. */
  @ApiProperty({ type: String, nullable: true })
  flyState!: string | null;

  @ApiProperty({ enum: SUSPENSIONS, enumName: 'MachineSuspension', nullable: true })
  suspended!: Suspension | null;

  @ApiProperty({ enum: PLAN_NAMES, enumName: 'PlanName', nullable: true })
  plan!: PlanName | null;

  region!: string;

  /** Fly's id of the machine. */
  @ApiProperty({ type: String, nullable: true })
  machineId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  volumeId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  error!: string | null;

  @ApiProperty({ type: 'integer' })
  openFindings!: number;

  /** When its hold ends and it is removed with its disk; null for one that stays. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  leavingAt!: string | null;

  /** US cents, at list prices, as it was seen. */
  @ApiProperty({ type: 'integer' })
  centsPerMonth!: number;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class MachinesPageDto {
  items!: MachineRowDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** One comparison of Fly with our book. */
export class FleetRunDto {
  id!: string;

  @ApiProperty({ enum: FLEET_MODES, enumName: 'FleetMode' })
  mode!: FleetMode;

  @ApiProperty({ enum: FLEET_TRIGGERS, enumName: 'FleetTrigger' })
  trigger!: FleetTrigger;

  @ApiProperty({ enum: FLEET_RUN_STATES, enumName: 'FleetRunState' })
  status!: FleetRunState;

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

  @ApiProperty({ type: 'integer' })
  machines!: number;

  @ApiProperty({ type: 'integer' })
  volumes!: number;

  /** Apps whose addresses and secrets were looked at: a few in every comparison, in turn. */
  @ApiProperty({ type: 'integer' })
  looked!: number;

  /** Requests for lists. Their number does not grow with the number of customers. */
  @ApiProperty({ type: 'integer' })
  calls!: number;

  @ApiProperty({ type: 'integer' })
  orphans!: number;

  @ApiProperty({ type: 'integer' })
  orphanCentsPerMonth!: number;

  @ApiProperty({ type: 'integer' })
  findings!: number;

  /** Findings that are not repaired. */
  @ApiProperty({ type: 'integer' })
  open!: number;
}

/** One machine that is not what it ought to be. */
export class FleetFindingDto {
  id!: string;

  @ApiProperty({ enum: FLEET_FINDING_KINDS, enumName: 'FleetFindingKind' })
  kind!: FleetFindingKind;

  /** What is wrong, in words. */
  sentence!: string;

  machineId!: string;
  customerId!: string;
  appName!: string;

  @ApiProperty({ type: String, nullable: true })
  flyId!: string | null;

  /** `person`: nobody but a person can decide this one. */
  @ApiProperty({ enum: FLEET_REPAIRS, enumName: 'FleetRepair' })
  repair!: FleetRepair;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  repairedAt!: string | null;

  /** What came of the repair, or why it failed. */
  @ApiProperty({ type: String, nullable: true })
  outcome!: string | null;
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

export class ReconcileMachinesDto {
  /** Also put right what needs no person. */
  @ApiProperty({ type: Boolean, required: false })
  @IsOptional()
  @IsBoolean()
  repair?: boolean;

  /** For the audit log. */
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
}
