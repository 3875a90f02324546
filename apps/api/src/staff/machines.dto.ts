import { PLAN_NAMES, type PlanName } from '@automna/contracts';
import { type Hold, HOLDS, LIFECYCLE_STATES, type LifecycleState } from '@automna/fly-provisioner';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQueryDto } from './run.dto.js';

/** `true` and `false` of a query string; anything else stays what it is, and is refused. */
const Flag = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

export class MachinesQueryDto extends PageQueryDto {
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

  @ApiProperty({ enum: HOLDS, enumName: 'MachineHold', nullable: true })
  suspended!: Hold | null;

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
