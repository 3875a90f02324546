import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrphanKind } from '../domain/findings.js';

/** `open` waits for a decision; `kept`, `adopted` and `leaving` are decisions; `gone` is not at Fly any more. */
export const ORPHAN_STATES = ['open', 'kept', 'adopted', 'leaving', 'gone'] as const;
export type OrphanState = (typeof ORPHAN_STATES)[number];

/** Something at Fly that belongs to no customer's machine. */
@Entity('fly_orphans')
export class OrphanEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  kind!: OrphanKind;

  @Column({ name: 'app_name', type: 'text' })
  appName!: string;

  @Column({ name: 'fly_id', type: 'text' })
  flyId!: string;

  @Column({ type: 'text', nullable: true })
  region!: string | null;

  @Column({ type: 'text' })
  what!: string;

  @Column({ name: 'cents_per_month', type: 'integer' })
  centsPerMonth!: number;

  @InstantColumn({ name: 'at_fly_since', nullable: true })
  atFlySince!: Date | null;

  @InstantColumn({ name: 'first_seen_at' })
  firstSeenAt!: Date;

  @InstantColumn({ name: 'last_seen_at' })
  lastSeenAt!: Date;

  @Column({ type: 'text' })
  state!: OrphanState;

  @Column({ name: 'decided_by', type: 'text', nullable: true })
  decidedBy!: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;
}
