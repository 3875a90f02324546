import { InstantColumn, JsonColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Drift, DriftKind, DriftRepair, DriftSide } from '../domain/drift-kinds.js';

/** One disagreement a pass found, and what became of it. */
@Entity('reconcile_findings')
export class ReconcileFindingEntity implements Drift {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'run_id', type: 'text' })
  runId!: string;

  @Column({ type: 'text' })
  kind!: DriftKind;

  @Column({ type: 'text' })
  sentence!: string;

  @Column({ name: 'user_id', type: 'text', nullable: true })
  userId!: string | null;

  @Column({ name: 'stripe_id', type: 'text', nullable: true })
  stripeId!: string | null;

  @JsonColumn({ name: 'ours', nullable: true })
  ours!: DriftSide | null;

  @JsonColumn({ name: 'theirs', nullable: true })
  theirs!: DriftSide | null;

  @Column({ type: 'text' })
  repair!: DriftRepair;

  @InstantColumn({ name: 'repaired_at', nullable: true })
  repairedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  outcome!: string | null;
}
