import { LIVE_STATES, type LiveState, type MachineView } from '@automna/fly-provisioner';
import { type Suspension, SUSPENSIONS } from '@automna/openclaw';
import { ApiProperty } from '@nestjs/swagger';

/** The customer's agent as it is right now. */
export class MachineDto {
  @ApiProperty({ enum: LIVE_STATES, enumName: 'MachineState' })
  state!: LiveState;

  @ApiProperty({ type: String, nullable: true })
  region!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastActivityAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  message!: string | null;

  /** Whether the plan lets the machine sleep when nobody talks to it. */
  sleepsWhenIdle!: boolean;

  /** Why it is kept down: a `payment` is overdue, or the subscription `ended`. Null while the customer is served. */
  @ApiProperty({ enum: SUSPENSIONS, enumName: 'MachineSuspension', nullable: true })
  suspended!: Suspension | null;
}

export function toMachineDto({
  state,
  region,
  lastActivityAt,
  message,
  sleepsWhenIdle,
  suspended,
}: MachineView): MachineDto {
  return {
    state,
    region,
    lastActivityAt: lastActivityAt?.toISOString() ?? null,
    message,
    sleepsWhenIdle,
    suspended,
  };
}
