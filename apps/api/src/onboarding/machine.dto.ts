import {
  type AgentUsageView,
  type AgentView,
  type Hold,
  HOLDS,
  KEY_TROUBLES,
  type KeyTrouble,
  LIVE_STATES,
  type LiveState,
  USAGE_DAYS,
} from '@automna/fly-provisioner';
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

  /** Why it is kept down: a `payment` is overdue, the subscription `ended`, or its `owner` stopped it. Null when it may run. */
  @ApiProperty({ enum: HOLDS, enumName: 'MachineHold', nullable: true })
  suspended!: Hold | null;

  /** Anthropic turned the agent away: because of the key (`auth`), or because the account cannot pay (`billing`). */
  @ApiProperty({ enum: KEY_TROUBLES, enumName: 'AgentKeyProblem', nullable: true })
  keyProblem!: KeyTrouble | null;

  /** When the agent itself last answered us; null when it was not asked yet. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  checkedAt!: string | null;
}

/** What the agent has used on the customer's own key, as it counts itself. */
export class AgentUsageDto {
  /** When the agent was asked; null when nobody could ask it yet, and then all counts are zero. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  asOf!: string | null;

  /** How many days the counts go back. */
  @ApiProperty({ type: 'integer' })
  days!: number;

  @ApiProperty({ type: 'integer' })
  inputTokens!: number;

  @ApiProperty({ type: 'integer' })
  outputTokens!: number;

  @ApiProperty({ type: 'integer' })
  cacheReadTokens!: number;

  @ApiProperty({ type: 'integer' })
  cacheWriteTokens!: number;

  @ApiProperty({ type: 'integer' })
  totalTokens!: number;

  /** The agent's own estimate in US cents, rounded; Anthropic's bill is what counts. Null without a price. */
  @ApiProperty({ type: 'integer', nullable: true })
  costCents!: number | null;
}

export function toMachineDto({
  state,
  region,
  lastActivityAt,
  message,
  sleepsWhenIdle,
  suspended,
  keyProblem,
  checkedAt,
}: AgentView): MachineDto {
  return {
    state,
    region,
    lastActivityAt: lastActivityAt?.toISOString() ?? null,
    message,
    sleepsWhenIdle,
    suspended,
    keyProblem,
    checkedAt: checkedAt?.toISOString() ?? null,
  };
}

export function toAgentUsageDto({ usage, asOf }: AgentUsageView): AgentUsageDto {
  return {
    asOf: asOf?.toISOString() ?? null,
    days: usage?.days ?? USAGE_DAYS,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    cacheReadTokens: usage?.cacheReadTokens ?? 0,
    cacheWriteTokens: usage?.cacheWriteTokens ?? 0,
    totalTokens: usage?.totalTokens ?? 0,
    costCents: usage?.costCents ?? null,
  };
}
