import type { Verdict } from '@automna/contracts';
import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether the machine has the key: proven by the fingerprint the machine reports, not by hope. */
export const DELIVERIES = ['none', 'pending', 'delivered', 'failed'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** Over what the agent was refused. */
export type AgentFailure = 'auth' | 'billing';

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

  /** When the machine was first proven to run with this key. */
  @InstantColumn({ name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;

  /** When this key took the place of the one before it; null for a first key. */
  @InstantColumn({ name: 'replaced_at', nullable: true })
  replacedAt!: Date | null;

  /** The key before this one, sealed in the vault until this one has proven itself; null once it is destroyed. */
  @Column({ name: 'previous_masked', type: 'text', nullable: true })
  previousMasked!: string | null;

  @Column({ name: 'previous_fingerprint', type: 'text', nullable: true })
  previousFingerprint!: string | null;

  @InstantColumn({ name: 'previous_delivered_at', nullable: true })
  previousDeliveredAt!: Date | null;

  /** When the agent last said that Anthropic refused this key, and over what. */
  @InstantColumn({ name: 'agent_failed_at', nullable: true })
  agentFailedAt!: Date | null;

  @Column({ name: 'agent_failure', type: 'text', nullable: true })
  agentFailure!: AgentFailure | null;

  /** Set while this is a key that was put back because the one after it failed; what is known of that one. */
  @InstantColumn({ name: 'rolled_back_at', nullable: true })
  rolledBackAt!: Date | null;

  @Column({ name: 'rolled_back_masked', type: 'text', nullable: true })
  rolledBackMasked!: string | null;

  @Column({ name: 'rolled_back_verdict', type: 'text', nullable: true })
  rolledBackVerdict!: Verdict | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}
