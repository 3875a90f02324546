import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export const STRIPE_EVENT_STATES = ['pending', 'processed', 'ignored', 'failed'] as const;
export type StripeEventState = (typeof STRIPE_EVENT_STATES)[number];

/** A webhook as it arrived, kept for good: its id makes a second delivery harmless. */
@Entity('stripe_events')
export class StripeEventEntity {
  /** Stripe's own event id. */
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ name: 'api_version', type: 'text', nullable: true })
  apiVersion!: string | null;

  @Column({ name: 'object_id', type: 'text', nullable: true })
  objectId!: string | null;

  @Column({ name: 'stripe_customer_id', type: 'text', nullable: true })
  stripeCustomerId!: string | null;

  @Column({ type: 'text' })
  status!: StripeEventState;

  /** One sentence: what came of it, or why the last attempt failed. */
  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  /** The body as it was signed, JSON. */
  @Column({ type: 'text' })
  payload!: string;

  @InstantColumn({ name: 'event_at' })
  eventAt!: Date;

  @InstantColumn({ name: 'received_at' })
  receivedAt!: Date;

  @InstantColumn({ name: 'processed_at', nullable: true })
  processedAt!: Date | null;

  /** How often it was carried out, replays included. */
  @Column({ type: 'integer' })
  attempts!: number;

  /** How often the same id came with other content. The first content is the one that is kept. */
  @Column({ type: 'integer' })
  conflicts!: number;

  @InstantColumn({ name: 'last_conflict_at', nullable: true })
  lastConflictAt!: Date | null;

  /** `reconcile`: it never arrived by itself and was fetched. */
  @Column({ type: 'text' })
  source!: 'webhook' | 'reconcile';
}
