import type { Catalogue } from '@automna/contracts';
import { InstantColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ServiceStanding } from '../domain/standing.js';
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

  /** What the customer may use, as of the last writing; the passing of time is carried in by a task. */
  @Column({ type: 'text' })
  service!: ServiceStanding;

  /** When the oldest unpaid invoice was made, as Stripe dates it; null while nothing is owed. */
  @InstantColumn({ name: 'past_due_since', nullable: true })
  pastDueSince!: Date | null;

  /** That invoice. */
  @Column({ name: 'overdue_invoice_id', type: 'text', nullable: true })
  overdueInvoiceId!: string | null;

  /** Stripe's page of the invoice that waits for the customer: a late payment, or an upgrade to be confirmed. */
  @Column({ name: 'pay_url', type: 'text', nullable: true })
  payUrl!: string | null;

  /** The one item of the subscription at Stripe; null when there is not exactly one. */
  @Column({ name: 'item_id', type: 'text', nullable: true })
  itemId!: string | null;

  /** Of that item; anything but 1 is somebody's mistake at Stripe. */
  @Column({ type: 'integer', nullable: true })
  quantity!: number | null;

  /** The schedule at Stripe that holds a change to come. */
  @Column({ name: 'schedule_id', type: 'text', nullable: true })
  scheduleId!: string | null;

  @Column({ name: 'next_price_id', type: 'text', nullable: true })
  nextPriceId!: string | null;

  @Column({ name: 'next_catalogue', type: 'text', nullable: true })
  nextCatalogue!: Catalogue | null;

  @Column({ name: 'next_plan', type: 'text', nullable: true })
  nextPlan!: string | null;

  @InstantColumn({ name: 'next_plan_at', nullable: true })
  nextPlanAt!: Date | null;

  /** The price of an upgrade that waits for its payment (Stripe's pending update). */
  @Column({ name: 'pending_price_id', type: 'text', nullable: true })
  pendingPriceId!: string | null;

  @Column({ name: 'pending_plan', type: 'text', nullable: true })
  pendingPlan!: string | null;

  @InstantColumn({ name: 'pending_update_expires_at', nullable: true })
  pendingUpdateExpiresAt!: Date | null;

  @InstantColumn({ name: 'trial_end', nullable: true })
  trialEnd!: Date | null;

  /** In words, `20% off for 3 months`. */
  @Column({ name: 'discount_text', type: 'text', nullable: true })
  discountText!: string | null;

  @Column({ name: 'billing_interval', type: 'text', nullable: true })
  billingInterval!: 'month' | 'year' | null;

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
