import { InstantColumn, JsonColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KeptSnapshot } from '../domain/deletion-rule.js';
import type { OrphanKind } from '../domain/findings.js';

/** `held` can be taken back; from `removing` on there is no way back but the snapshot. */
export const DELETION_STATES = ['held', 'removing', 'done', 'cancelled'] as const;
export type DeletionState = (typeof DELETION_STATES)[number];

/** Something at Fly that is to go: decided, held, and then removed. */
@Entity('fly_deletions')
export class DeletionEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  kind!: OrphanKind;

  @Column({ name: 'app_name', type: 'text' })
  appName!: string;

  @Column({ name: 'fly_id', type: 'text' })
  flyId!: string;

  /** Our machine whose end this is; null for what was nobody's. */
  @Column({ name: 'machine_id', type: 'text', nullable: true })
  machineId!: string | null;

  /** The customer in whose app it is; while they pay for a machine nothing of theirs is removed with it. */
  @Column({ name: 'user_id', type: 'text', nullable: true })
  userId!: string | null;

  @Column({ name: 'orphan_id', type: 'text', nullable: true })
  orphanId!: string | null;

  @Column({ type: 'text' })
  reason!: string;

  /** A member of staff, or `system`. */
  @Column({ name: 'requested_by', type: 'text' })
  requestedBy!: string;

  @InstantColumn({ name: 'requested_at' })
  requestedAt!: Date;

  @InstantColumn({ name: 'hold_until' })
  holdUntil!: Date;

  @JsonColumn({ name: 'snapshots' })
  snapshots!: KeptSnapshot[];

  /** Since when everything that could write to its volumes was seen to be stopped. */
  @InstantColumn({ name: 'at_rest_since', nullable: true })
  atRestSince!: Date | null;

  @Column({ type: 'text' })
  state!: DeletionState;

  /** What it waits for, or what went wrong last. */
  @Column({ name: 'waits_for', type: 'text', nullable: true })
  waitsFor!: string | null;

  @InstantColumn({ name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}
