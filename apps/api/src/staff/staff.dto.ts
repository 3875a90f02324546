import { VERDICTS, type Verdict } from '@automna/contracts';
import { UserDto } from '@automna/accounts';
import { SubscriptionDto } from '@automna/billing';
import { KeyStatusDto } from '@automna/byok';
import { type Hold, HOLDS } from '@automna/fly-provisioner';
import { ChannelDto } from '@automna/openclaw';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { UsageDto } from '../onboarding/usage.dto.js';
import { PageQueryDto } from './run.dto.js';

export class CustomersQueryDto extends PageQueryDto {
  /** Part of an e-mail address or a name; everybody when empty. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  query?: string;
}

export class CustomerRowDto {
  id!: string;
  email!: string;
  name!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true })
  plan!: string | null;

  subscriptionStatus!: string;
  machineState!: string;

  @ApiProperty({ enum: VERDICTS, enumName: 'Verdict', nullable: true })
  keyVerdict!: Verdict | null;
}

export class CustomersPageDto {
  items!: CustomerRowDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class StaffSubscriptionDto extends SubscriptionDto {
  @ApiProperty({ type: String, nullable: true })
  stripeCustomerId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  stripeSubscriptionId!: string | null;
}

export class StaffMachineDto {
  state!: string;

  /** Why it is kept down: a `payment` is overdue, or the subscription `ended`. Null when it may run. */
  @ApiProperty({ enum: HOLDS, enumName: 'MachineHold', nullable: true })
  suspended!: Hold | null;

  /** When it was seen to stand still for that reason; null while it is on its way down or up again. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  suspendedAt!: string | null;

  appName!: string;

  @ApiProperty({ type: String, nullable: true })
  region!: string | null;

  @ApiProperty({ type: String, nullable: true })
  volumeId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  machineId!: string | null;

  /** The step of the set-up it is at or ended with. */
  @ApiProperty({ type: String, nullable: true })
  step!: string | null;

  @ApiProperty({ type: String, nullable: true })
  error!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class TimelineEntryDto {
  id!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  kind!: string;
  title!: string;

  @ApiProperty({ type: String, nullable: true })
  cause!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: Record<string, unknown>;
}

/** A webhook of Stripe that concerned the customer. */
export class StripeEventDto {
  id!: string;
  type!: string;
  status!: string;

  @ApiProperty({ type: String, nullable: true })
  outcome!: string | null;

  /** Stripe's own time of the event. */
  @ApiProperty({ format: 'date-time' })
  at!: string;
}

/** How the end of an account stands. */
export class AccountEndDto {
  @ApiProperty({ enum: ['pending', 'closed'], enumName: 'AccountEndState' })
  state!: 'pending' | 'closed';

  /** When the customer asked for it. */
  @ApiProperty({ format: 'date-time' })
  requestedAt!: string;

  /** Until then the customer can keep the account, and everything works as before. */
  @ApiProperty({ format: 'date-time' })
  dueAt!: string;

  /** When it was closed; null while it is only asked for. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  closedAt!: string | null;
}

export class CustomerDetailDto {
  user!: UserDto;

  /** Null for an account that goes on. */
  @ApiProperty({ type: () => AccountEndDto, nullable: true })
  accountDeletion!: AccountEndDto | null;

  subscription!: StaffSubscriptionDto;
  key!: KeyStatusDto;

  @ApiProperty({ type: () => StaffMachineDto, nullable: true })
  machine!: StaffMachineDto | null;

  channels!: ChannelDto[];
  usage!: UsageDto;
  timeline!: TimelineEntryDto[];
  stripeEvents!: StripeEventDto[];
}

export class StateCountDto {
  state!: string;

  @ApiProperty({ type: 'integer' })
  count!: number;
}

export class JobCountsDto {
  @ApiProperty({ type: 'integer' })
  pending!: number;

  @ApiProperty({ type: 'integer' })
  running!: number;

  @ApiProperty({ type: 'integer' })
  dead!: number;
}

export class EventCountsDto {
  /** Events ever stored. */
  @ApiProperty({ type: 'integer' })
  stored!: number;

  @ApiProperty({ type: 'integer' })
  pending!: number;

  @ApiProperty({ type: 'integer' })
  failed!: number;
}

export class OverviewDto {
  @ApiProperty({ type: 'integer' })
  customers!: number;

  @ApiProperty({ type: 'integer' })
  liveSubscriptions!: number;

  machinesByState!: StateCountDto[];
  jobs!: JobCountsDto;
  stripeEvents!: EventCountsDto;

  /** Customers whose service stands still until they pay. */
  @ApiProperty({ type: 'integer' })
  suspendedCustomers!: number;

  /** What the latest comparison with Stripe left open. */
  @ApiProperty({ type: 'integer' })
  openFindings!: number;

  /** Disputes, fraud warnings, odd prices and the like that nobody has dealt with yet. */
  @ApiProperty({ type: 'integer' })
  attention!: number;
}

export class JobRowDto {
  id!: string;
  kind!: string;
  status!: string;

  @ApiProperty({ type: 'integer' })
  attempts!: number;

  @ApiProperty({ format: 'date-time' })
  runAt!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true })
  lastError!: string | null;
}

export class OutboxDto extends JobCountsDto {
  recent!: JobRowDto[];
}

export class TaskRowDto {
  name!: string;

  @ApiProperty({ type: 'integer' })
  everySeconds!: number;

  enabled!: boolean;
  running!: boolean;

  @ApiProperty({ format: 'date-time' })
  nextRunAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastStartedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastFinishedAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  lastResult!: string | null;
}

export class JobsDto {
  outbox!: OutboxDto;
  tasks!: TaskRowDto[];
}

export class ClockDto {
  @ApiProperty({ format: 'date-time' })
  now!: string;

  @ApiProperty({ type: 'integer' })
  offsetSeconds!: number;

  movable!: boolean;
}

export class MoveClockDto {
  /** How far to move ahead, seconds; at most 400 days. */
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(400 * 86_400)
  advanceSeconds!: number;
}
