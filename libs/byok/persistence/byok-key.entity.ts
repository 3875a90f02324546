import type { Verdict } from '@automna/contracts';
import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether the machine has the key: proven by the fingerprint it was given, not by hope. */
export const DELIVERIES = ['none', 'pending', 'delivered', 'failed'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** What we know about a customer's Anthropic key, without the key. One row per customer. */
@Entity('byok_keys')
export class ByokKey {
  @PrimaryColumn({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ type: 'text' })
  masked!: string;

  @Column({ type: 'text' })
  fingerprint!: string;

  @Column({ type: 'text' })
  verdict!: Verdict;

  @Column({ type: 'text', nullable: true })
  model!: string | null;

  /** Checks in a row without a decision; drives the back-off. */
  @Column({ name: 'undecided_checks', type: 'integer' })
  undecidedChecks!: number;

  @InstantColumn({ name: 'last_checked_at' })
  lastCheckedAt!: Date;

  @InstantColumn({ name: 'next_check_at' })
  nextCheckAt!: Date;

  @Column({ type: 'text' })
  delivery!: Delivery;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}
