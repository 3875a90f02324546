import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type StripeEventState = 'pending' | 'processed' | 'ignored' | 'failed';

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
}
