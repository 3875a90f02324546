import { InstantColumn, JsonColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FleetCounts, FleetMode, FleetRunState, FleetTrigger } from '../domain/fleet-run.js';

/** One comparison of what exists at Fly with what ought to. */
@Entity('fleet_runs')
export class FleetRunEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  mode!: FleetMode;

  @Column({ type: 'text' })
  trigger!: FleetTrigger;

  /** The member of staff who asked for it; null for the schedule and for commands. */
  @Column({ name: 'actor_id', type: 'text', nullable: true })
  actorId!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'text' })
  status!: FleetRunState;

  @InstantColumn({ name: 'started_at' })
  startedAt!: Date;

  @InstantColumn({ name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;

  @JsonColumn({ name: 'counts' })
  counts!: FleetCounts;

  @Column({ type: 'integer' })
  findings!: number;

  /** Findings that are not repaired. */
  @Column({ type: 'integer' })
  open!: number;
}
