import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StripeEventState } from './stripe-event.entity.js';

/** One time a stored event was carried out. */
@Entity('stripe_event_attempts')
export class StripeEventAttemptEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'event_id', type: 'text' })
  eventId!: string;

  @InstantColumn({ name: 'started_at' })
  startedAt!: Date;

  /** Null while it runs, and for good when the process died in the middle of it. */
  @InstantColumn({ name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  status!: StripeEventState | null;

  @Column({ type: 'text', nullable: true })
  outcome!: string | null;
}
