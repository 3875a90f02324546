import type { PlanName } from '@automna/contracts';
import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CheckoutState } from '../domain/checkout-state.js';

/** The intent to check out, written before Stripe is asked. Its id is the idempotency key of that request. */
@Entity('checkouts')
export class CheckoutEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ type: 'text' })
  plan!: PlanName;

  @Column({ name: 'price_id', type: 'text' })
  priceId!: string;

  @Column({ name: 'stripe_customer_id', type: 'text' })
  stripeCustomerId!: string;

  @Column({ type: 'text' })
  status!: CheckoutState;

  @Column({ name: 'stripe_session_id', type: 'text', nullable: true })
  stripeSessionId!: string | null;

  @Column({ type: 'text', nullable: true })
  url!: string | null;

  @Column({ name: 'stripe_subscription_id', type: 'text', nullable: true })
  stripeSubscriptionId!: string | null;

  @InstantColumn({ name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}
