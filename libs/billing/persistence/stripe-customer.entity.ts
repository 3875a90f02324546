import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A customer at Stripe. Written before Stripe is asked: `email` and `name` are what it is asked with, so a repeat
 * sends the same request under the same idempotency key (our `id` and `attempt`).
 */
@Entity('stripe_customers')
export class StripeCustomerEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'stripe_customer_id', type: 'text', nullable: true })
  stripeCustomerId!: string | null;

  /** Part of the idempotency key: grows when Stripe answered with an error it would only repeat. */
  @Column({ type: 'integer' })
  attempt!: number;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  /** Set when the customer was deleted at Stripe; the next checkout makes a new one. */
  @InstantColumn({ name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}
