import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something Stripe reported beside the subscription itself: a refund, a dispute, an odd quantity. */
@Entity('billing_notices')
export class BillingNoticeEntity {
  /** What makes it one of a kind: `charge.refunded:ch_…:3000`. Told once, however often Stripe says it. */
  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  title!: string;

  /** A person of the staff should look at it. */
  @Column({ type: 'boolean' })
  attention!: boolean;

  /** The object at Stripe it is about. */
  @Column({ name: 'stripe_id', type: 'text' })
  stripeId!: string;

  @Column({ type: 'integer', nullable: true })
  cents!: number | null;

  @Column({ type: 'text', nullable: true })
  currency!: string | null;

  @InstantColumn({ name: 'noticed_at' })
  noticedAt!: Date;

  /** When it was dealt with; null while it waits. Means something only where `attention` is set. */
  @InstantColumn({ name: 'done_at', nullable: true })
  doneAt!: Date | null;

  /** The member of staff; null when it settled itself. */
  @Column({ name: 'done_by', type: 'text', nullable: true })
  doneBy!: string | null;

  /** What was done about it. */
  @Column({ name: 'done_reason', type: 'text', nullable: true })
  doneReason!: string | null;
}
