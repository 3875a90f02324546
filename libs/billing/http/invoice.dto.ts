import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches, MaxLength } from 'class-validator';
import type { NextCharge } from '../domain/next-charge.js';
import { instant } from '../domain/stripe-facts.js';
import type { InvoicePage, ShownInvoice } from '../services/subscriptions/invoices.service.js';

export const INVOICE_STATUSES = ['open', 'paid', 'uncollectible', 'void'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

export class InvoicesQueryDto {
  /** `nextCursor` of the page before. */
  @IsOptional()
  @MaxLength(200)
  @Matches(/^in_[A-Za-z0-9_]+$/, { message: 'cursor must be the nextCursor of the page before' })
  cursor?: string;
}

export class InvoiceDto {
  @ApiProperty({ type: String, nullable: true })
  number!: string | null;

  @ApiProperty({ format: 'date-time' })
  date!: string;

  @ApiProperty({ enum: INVOICE_STATUSES, enumName: 'InvoiceStatus' })
  status!: InvoiceStatus;

  /** Negative = the invoice gave credit. */
  @ApiProperty({ type: 'integer' })
  totalCents!: number;

  /** After credit was used. */
  @ApiProperty({ type: 'integer' })
  amountDueCents!: number;

  @ApiProperty({ type: 'integer' })
  amountPaidCents!: number;

  currency!: string;
  description!: string;

  /** Why the latest attempt to collect an open invoice failed, in words. */
  @ApiProperty({ type: String, nullable: true })
  failureReason!: string | null;

  /** The invoice's page at the payment provider, where an open one can be paid. */
  @ApiProperty({ type: String, format: 'uri', nullable: true })
  hostedUrl!: string | null;

  @ApiProperty({ type: String, format: 'uri', nullable: true })
  pdfUrl!: string | null;
}

export class InvoicesPageDto {
  items!: InvoiceDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class ChargeLineDto {
  description!: string;

  /** Negative = a credit or a discount. */
  @ApiProperty({ type: 'integer' })
  amountCents!: number;
}

/** Everything is null when nothing will be charged: no subscription, or one that ends with its period. */
export class NextChargeDto {
  @ApiProperty({ type: 'integer', nullable: true })
  amountCents!: number | null;

  /** When the invoice is made; it is collected about an hour later. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  at!: string | null;

  @ApiProperty({ type: String, nullable: true })
  currency!: string | null;

  /** They add up to `amountCents`. */
  lines!: ChargeLineDto[];

  /** Credit that is left after the charge. */
  @ApiProperty({ type: 'integer', nullable: true })
  balanceCents!: number | null;
}

export function toInvoicesPageDto({ items, nextCursor }: InvoicePage): InvoicesPageDto {
  return { items: items.map(toInvoiceDto), nextCursor };
}

function toInvoiceDto({ invoice, words, failureReason }: ShownInvoice): InvoiceDto {
  return {
    number: invoice.number,
    date: instant(invoice.effective_at ?? invoice.created).toISOString(),
    status: INVOICE_STATUSES.find((status) => status === invoice.status) ?? 'open',
    totalCents: invoice.total,
    amountDueCents: invoice.amount_due,
    amountPaidCents: invoice.amount_paid,
    currency: invoice.currency,
    description: words,
    failureReason,
    hostedUrl: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
  };
}

export function toNextChargeDto(charge: NextCharge | null): NextChargeDto {
  if (!charge) return { amountCents: null, at: null, currency: null, lines: [], balanceCents: null };
  return { ...charge, at: charge.at.toISOString() };
}
