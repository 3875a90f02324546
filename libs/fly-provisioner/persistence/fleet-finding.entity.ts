import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FleetFindingKind, FleetRepair } from '../domain/findings.js';

/** One disagreement between Fly and our book. */
@Entity('fleet_findings')
export class FleetFindingEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'run_id', type: 'text' })
  runId!: string;

  @Column({ type: 'text' })
  kind!: FleetFindingKind;

  @Column({ name: 'machine_id', type: 'text' })
  machineId!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ name: 'app_name', type: 'text' })
  appName!: string;

  @Column({ name: 'fly_id', type: 'text', nullable: true })
  flyId!: string | null;

  @Column({ type: 'text' })
  sentence!: string;

  @Column({ type: 'text' })
  repair!: FleetRepair;

  @InstantColumn({ name: 'repaired_at', nullable: true })
  repairedAt!: Date | null;

  /** What came of the repair, or why it failed. */
  @Column({ type: 'text', nullable: true })
  outcome!: string | null;
}
