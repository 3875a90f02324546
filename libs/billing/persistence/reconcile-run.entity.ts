import { InstantColumn, JsonColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type {
  ReconcileCounts,
  ReconcileMode,
  ReconcileState,
  ReconcileTrigger,
} from '../domain/reconcile-run.js';

/** One comparison of Stripe with our database. */
@Entity('reconcile_runs')
export class ReconcileRunEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  mode!: ReconcileMode;

  @Column({ type: 'text' })
  trigger!: ReconcileTrigger;

  /** The member of staff who asked for it; null for the schedule and for commands. */
  @Column({ name: 'actor_id', type: 'text', nullable: true })
  actorId!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'text' })
  status!: ReconcileState;

  @InstantColumn({ name: 'started_at' })
  startedAt!: Date;

  @InstantColumn({ name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @JsonColumn({ name: 'counts' })
  counts!: ReconcileCounts;

  @Column({ type: 'integer' })
  findings!: number;

  /** Findings that are not repaired. */
  @Column({ type: 'integer' })
  open!: number;
}
