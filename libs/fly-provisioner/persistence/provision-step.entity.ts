import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StepId, StepState } from '../domain/steps.js';

/** One step of setting up a machine, as the customer sees it. */
@Entity({ name: 'provision_steps' })
export class ProvisionStepEntity {
  @PrimaryColumn({ name: 'machine_id', type: 'text' })
  machineId!: string;

  @PrimaryColumn({ type: 'text' })
  step!: StepId;

  @Column({ type: 'text' })
  state!: StepState;

  @Column({ type: 'text', nullable: true })
  detail!: string | null;

  @InstantColumn({ name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @InstantColumn({ name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}

export type StepPatch = Partial<Omit<ProvisionStepEntity, 'machineId' | 'step'>>;
