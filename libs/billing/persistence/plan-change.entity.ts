import type { PlanName } from '@automna/contracts';
import { InstantColumn, JsonColumn } from '@automna/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CancelReason, PlanChangeKind, PlanChangeStatus } from '../domain/plan-change.js';

/** What a customer asked for, written before Stripe is told. An index allows one `requested` row per user. */
@Entity('plan_changes')
export class PlanChangeEntity {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'user_id', type: 'text' })
  userId!: string;

  @Column({ name: 'stripe_subscription_id', type: 'text' })
  stripeSubscriptionId!: string;

  @Column({ type: 'text' })
  kind!: PlanChangeKind;

  @Column({ name: 'from_plan', type: 'text', nullable: true })
  fromPlan!: string | null;

  @Column({ name: 'to_plan', type: 'text', nullable: true })
  toPlan!: PlanName | null;

  @Column({ name: 'to_price_id', type: 'text', nullable: true })
  toPriceId!: string | null;

  /** Unix seconds: the instant the quoted amount was calculated for. */
  @Column({ name: 'proration_date', type: 'integer', nullable: true })
  prorationDate!: number | null;

  /** What the customer agreed to pay at once. */
  @Column({ name: 'quoted_cents', type: 'integer', nullable: true })
  quotedCents!: number | null;

  /** The channels the customer chose to keep. */
  @JsonColumn({ name: 'keep_channels', nullable: true })
  keepChannels!: string[] | null;

  /** Why the customer cancels, kept until Stripe has been told and after. Never logged. */
  @Column({ name: 'cancel_reason', type: 'text', nullable: true })
  cancelReason!: CancelReason | null;

  /** The same in the customer's own words. */
  @Column({ name: 'cancel_comment', type: 'text', nullable: true })
  cancelComment!: string | null;

  @Column({ type: 'text' })
  status!: PlanChangeStatus;

  /** One sentence about how it ended. */
  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;

  /** Changes with every try at Stripe that cannot be repeated under the same key, and is part of that key. */
  @InstantColumn({ name: 'updated_at' })
  updatedAt!: Date;
}
