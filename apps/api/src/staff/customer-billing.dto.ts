import { SERVICE_STANDINGS, type ServiceStanding, SubscriptionDto } from '@automna/billing';
import { ApiProperty } from '@nestjs/swagger';
import { StripeEventRowDto } from './stripe-event.dto.js';

/** A subscription as staff see it: what its owner sees, and how it hangs together at Stripe. */
export class BillingSubscriptionDto extends SubscriptionDto {
  id!: string;
  stripeSubscriptionId!: string;
  stripeCustomerId!: string;

  /** Stripe's own page of it; null when Stripe is a stand-in. */
  @ApiProperty({ type: String, nullable: true })
  stripeUrl!: string | null;

  /** Live at Stripe while another one counts: one of the two should be cancelled there. */
  duplicate!: boolean;

  /** The plan in the words of its catalogue, legacy ones included. */
  @ApiProperty({ type: String, nullable: true })
  planName!: string | null;

  @ApiProperty({ type: String, nullable: true })
  priceId!: string | null;

  currency!: string;

  @ApiProperty({ type: String, nullable: true })
  scheduleId!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  canceledAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  /** When it was last read from Stripe. */
  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

/** A plan change, a cancellation or a resumption the customer asked for. */
export class BillingChangeDto {
  id!: string;

  @ApiProperty({
    enum: ['upgrade', 'downgrade', 'keep', 'cancel', 'resume'],
    enumName: 'BillingChangeKind',
  })
  kind!: 'upgrade' | 'downgrade' | 'keep' | 'cancel' | 'resume';

  @ApiProperty({ type: String, nullable: true })
  fromPlan!: string | null;

  @ApiProperty({ type: String, nullable: true })
  toPlan!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  quotedCents!: number | null;

  @ApiProperty({
    enum: ['requested', 'awaiting_payment', 'scheduled', 'done', 'failed', 'superseded'],
    enumName: 'BillingChangeState',
  })
  status!: 'requested' | 'awaiting_payment' | 'scheduled' | 'done' | 'failed' | 'superseded';

  @ApiProperty({ type: String, nullable: true })
  outcome!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class BillingInvoiceDto {
  id!: string;

  @ApiProperty({ type: String, nullable: true })
  number!: string | null;

  @ApiProperty({ type: String, nullable: true })
  status!: string | null;

  @ApiProperty({ format: 'date-time' })
  date!: string;

  @ApiProperty({ type: 'integer' })
  totalCents!: number;

  @ApiProperty({ type: 'integer' })
  amountDueCents!: number;

  @ApiProperty({ type: 'integer' })
  amountPaidCents!: number;

  currency!: string;

  /** How often Stripe tried to collect it. */
  @ApiProperty({ type: 'integer' })
  attemptCount!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextAttemptAt!: string | null;

  /** The page the customer pays it on. */
  @ApiProperty({ type: String, nullable: true })
  hostedUrl!: string | null;

  @ApiProperty({ type: String, nullable: true })
  pdfUrl!: string | null;

  @ApiProperty({ type: String, nullable: true })
  stripeUrl!: string | null;
}

/** Something about this customer's billing that a person should look at. */
export class BillingAttentionDto {
  /** Where it comes from: a kind of the timeline, a kind of drift, or `event_failed`. */
  kind!: string;

  sentence!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ type: String, nullable: true })
  stripeId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  stripeUrl!: string | null;
}

export class CustomerBillingDto {
  customerId!: string;
  email!: string;
  name!: string;

  @ApiProperty({ enum: SERVICE_STANDINGS, enumName: 'ServiceStanding' })
  service!: ServiceStanding;

  @ApiProperty({ type: String, nullable: true })
  stripeCustomerId!: string | null;

  /** The customer's page at Stripe; null without one, and when Stripe is a stand-in. */
  @ApiProperty({ type: String, nullable: true })
  stripeUrl!: string | null;

  /** Cents of credit (negative: owed) at Stripe; null when Stripe did not answer. */
  @ApiProperty({ type: 'integer', nullable: true })
  creditCents!: number | null;

  /** The one that counts first, then the latest. */
  subscriptions!: BillingSubscriptionDto[];

  /** Latest first. */
  changes!: BillingChangeDto[];

  /** The latest twenty-five, from Stripe. */
  invoices!: BillingInvoiceDto[];

  /** Invoices and credit are missing because Stripe did not answer in time. */
  stripeUnavailable!: boolean;

  /** Latest first. */
  attention!: BillingAttentionDto[];

  /** Latest first; more of them under `/api/admin/billing/events?customer=`. */
  events!: StripeEventRowDto[];
}
