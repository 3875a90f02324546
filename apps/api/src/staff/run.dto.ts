import {
  RECONCILE_MODES,
  RECONCILE_STATES,
  RECONCILE_TRIGGERS,
  type ReconcileMode,
  type ReconcileState,
  type ReconcileTrigger,
} from '@automna/billing';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';

/** A list that comes page by page. */
export class PageQueryDto {
  /** `nextCursor` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(300)
  cursor?: string;

  @ApiProperty({ type: 'integer', required: false })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

/** Something that is done for a reason only. */
export class ReasonDto {
  /** For the audit log: why. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @MinLength(3)
  @MaxLength(500)
  reason!: string;
}

/** One comparison of somebody else's book with ours, whichever the books are. */
export class RunDto {
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

  /** Requests it took. */
  @ApiProperty({ type: 'integer' })
  calls!: number;

  @ApiProperty({ type: 'integer' })
  findings!: number;

  /** Findings that are not repaired. */
  @ApiProperty({ type: 'integer' })
  open!: number;
}

/** One thing a comparison found. */
export class FindingDto {
  id!: string;

  /** What is wrong, in words. */
  sentence!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  repairedAt!: string | null;

  /** What came of the repair, or why it failed. */
  @ApiProperty({ type: String, nullable: true })
  outcome!: string | null;
}

/** A comparison as a room keeps it; what was counted differs from room to room. */
export interface KeptRun extends Pick<
  RunDto,
  'id' | 'mode' | 'trigger' | 'status' | 'actorId' | 'reason' | 'error' | 'findings' | 'open'
> {
  startedAt: Date;
  finishedAt: Date | null;
  counts: { calls: number };
}

export function toRun(run: KeptRun): RunDto {
  const { id, mode, trigger, status, actorId, reason, error, findings, open } = run;
  return {
    ...{ id, mode, trigger, status, actorId, reason, error, findings, open },
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    calls: run.counts.calls,
  };
}
