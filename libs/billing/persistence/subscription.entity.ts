import type { Catalogue } from '@automna/contracts';
import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SubscriptionStatus } from '../domain/subscription-status.js';

/** What Stripe last said about a subscription. A partial unique index allows one `live` row per user. */
@Entity('subscriptions')
export class SubscriptionEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ name: 'stripe_subscription_id', type: 'text' })
  stripeSubscriptionId!: string;

  @Column({ name: 'stripe_customer_id', type: 'text' })
  stripeCustomerId!: string;

  @Column({ type: 'text' })
  status!: SubscriptionStatus;

  /** This is the subscription that counts for its user. */
  @Column({ type: 'boolean' })
  live!: boolean;

  /** Live at Stripe while another one counts: recorded and reported, never lost. */
  @Column({ type: 'boolean' })
  duplicate!: boolean;

  @Column({ name: 'price_id', type: 'text', nullable: true })
  priceId!: string | null;

  /** Null while the price belongs to no plan of ours. */
  @Column({ type: 'text', nullable: true })
  catalogue!: Catalogue | null;

  @Column({ type: 'text', nullable: true })
  plan!: string | null;

  @Column({ name: 'price_cents', type: 'integer', nullable: true })
  priceCents!: number | null;

  @Column({ type: 'text' })
  currency!: string;

  @InstantColumn({ name: 'period_start', nullable: true })
  periodStart!: Date | null;

  @InstantColumn({ name: 'period_end', nullable: true })
  periodEnd!: Date | null;

  @Column({ name: 'cancel_at_period_end', type: 'boolean' })
  cancelAtPeriodEnd!: boolean;

  @InstantColumn({ name: 'canceled_at', nullable: true })
  canceledAt!: Date | null;

  @InstantColumn({ name: 'stripe_created_at' })
  stripeCreatedAt!: Date;

  /** Time of the latest event that led here, as Stripe dates it; never the time of processing. */
  @InstantColumn({ name: 'last_event_at' })
  lastEventAt!: Date;

  /** Grows with every write, so that a reading older than somebody else's write is noticed. */
  @Column({ type: 'integer' })
  revision!: number;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}
