import { Injectable, Logger } from '@nestjs/common';
import type Stripe from 'stripe';
import { isPassing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { instant } from '../../domain/stripe-time.js';

const LATEST = 25;
/** A person waits for the page, and everything else on it is ours. */
const PATIENCE: Stripe.RequestOptions = { timeout: 8_000, maxNetworkRetries: 0 };

/** An invoice as staff see it. */
export interface InvoiceReport {
  id: string;
  number: string | null;
  status: string | null;
  date: Date;
  totalCents: number;
  amountDueCents: number;
  amountPaidCents: number;
  currency: string;
  attemptCount: number;
  nextAttemptAt: Date | null;
  hostedUrl: string | null;
  pdfUrl: string | null;
}

export interface CustomerMoney {
  invoices: InvoiceReport[];
  /** Cents Stripe will take off the next invoices; negative = added to them. */
  creditCents: number;
}

/** What only Stripe knows of a customer's money, for the console. */
@Injectable()
export class CustomerMoneyReader {
  private readonly logger = new Logger(CustomerMoneyReader.name);

  constructor(private readonly stripe: StripeGateway) {}

  /** Null when Stripe did not answer as expected: the page is worth showing without it. */
  async of(customer: string): Promise<CustomerMoney | null> {
    try {
      const [found, { data }] = await Promise.all([
        this.stripe.call((stripe) => stripe.customers.retrieve(customer, {}, PATIENCE)),
        this.stripe.call((stripe) => stripe.invoices.list({ customer, limit: LATEST }, PATIENCE)),
      ]);
      const creditCents = found.deleted ? 0 : 0 - found.balance;
      return { creditCents, invoices: data.map(toReport) };
    } catch (error) {
      // Silence is told by the gateway.
      if (!isPassing(error)) this.logger.warn(`Invoices of ${customer} could not be read: ${String(error)}`);
      return null;
    }
  }
}

function toReport(invoice: Stripe.Invoice): InvoiceReport {
  const { next_payment_attempt: next } = invoice;
  return {
    id: invoice.id,
    number: invoice.number,
    status: invoice.status,
    date: instant(invoice.created),
    totalCents: invoice.total,
    amountDueCents: invoice.amount_due,
    amountPaidCents: invoice.amount_paid,
    currency: invoice.currency,
    attemptCount: invoice.attempt_count,
    nextAttemptAt: next === null ? null : instant(next),
    hostedUrl: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
  };
}
