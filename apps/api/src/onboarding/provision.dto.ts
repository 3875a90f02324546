import { STEP_IDS, STEP_STATES, type StepState } from '@automna/fly-provisioner';
import { ApiProperty } from '@nestjs/swagger';

export const PROVISION_STATES = ['none', 'running', 'ready', 'failed'] as const;
export type ProvisionState = (typeof PROVISION_STATES)[number];

/** What came before the machine, then the machine's own steps. */
export const PROVISION_STEPS = ['account', 'key', ...STEP_IDS] as const;
export type ProvisionStepId = (typeof PROVISION_STEPS)[number];

/** One real step of setting up a machine, in its real state. */
export class ProvisionStepDto {
  @ApiProperty({ enum: PROVISION_STEPS, enumName: 'ProvisionStepId' })
  id!: ProvisionStepId;

  title!: string;

  @ApiProperty({ enum: STEP_STATES, enumName: 'ProvisionStepState' })
  state!: StepState;

  @ApiProperty({ type: String, nullable: true })
  detail!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;
}

export class ProvisionDto {
  @ApiProperty({ enum: PROVISION_STATES, enumName: 'ProvisionState' })
  state!: ProvisionState;

  /** Share of steps done, 0 to 100. */
  @ApiProperty({ type: 'integer' })
  percent!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;

  steps!: ProvisionStepDto[];

  /** What to tell the customer when it failed or waits. */
  @ApiProperty({ type: String, nullable: true })
  message!: string | null;

  @ApiProperty({ type: String, nullable: true })
  region!: string | null;
}
