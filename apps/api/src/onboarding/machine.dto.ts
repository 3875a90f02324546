import { LIVE_STATES, type LiveState, type MachineView } from '@automna/fly-provisioner';
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
}

export function toMachineDto({
  state,
  region,
  lastActivityAt,
  message,
  sleepsWhenIdle,
}: MachineView): MachineDto {
  return { state, region, lastActivityAt: lastActivityAt?.toISOString() ?? null, message, sleepsWhenIdle };
}
