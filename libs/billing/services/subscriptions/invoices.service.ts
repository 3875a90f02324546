import { RequestError } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { forPeople, isInvalidRequest, isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { invoiceWords, pricesOnInvoice } from '../../domain/invoice-words.js';
import { overdueOf } from '../../domain/overdue.js';
import { PriceBook } from '../catalogue/price-book.service.js';
import { Customers } from '../checkout/customers.service.js';

const PAGE = 12;

/** One attempt: somebody looks at a page while this is asked for. */
const PATIENCE = { timeout: 10_000, maxNetworkRetries: 0 };
/** For what the page can do without. */
const LITTLE_PATIENCE = { timeout: 3_000, maxNetworkRetries: 0 };

/** An invoice with what a customer wants to know of it besides. */
export interface ShownInvoice {
  invoice: Stripe.Invoice;
  /** What it is for. */
  words: string;
  /** Why the latest attempt to collect it failed; null when it did not, or Stripe does not say. */
  failureReason: string | null;
}

export interface InvoicePage {
  items: ShownInvoice[];
  /** Where the next page begins; null on the last one. */
  nextCursor: string | null;
}

/** A customer's invoices, read from Stripe page by page; nothing of them is kept here. */
@Injectable()
export class Invoices {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly customers: Customers,
    private readonly prices: PriceBook,
  ) {}

  /** Newest first, drafts left out: their amounts may still change. @throws BillingError billing_unavailable */
  async ofUser(userId: string, cursor?: string): Promise<InvoicePage> {
    const customer = await this.customers.stripeIdOf(userId);
    if (customer === null) return { items: [], nextCursor: null };
    const after = cursor === undefined ? {} : { starting_after: cursor };
    try {
      const page = await this.stripe.call((stripe) =>
        stripe.invoices.list({ customer, limit: PAGE, ...after }, PATIENCE),
      );
      return {
        items: await this.shown(page.data.filter(({ status }) => status !== 'draft')),
        nextCursor: page.has_more ? (page.data.at(-1)?.id ?? null) : null,
      };
    } catch (error) {
      if (cursor !== undefined && isMissing(error, 'starting_after')) {
        throw new RequestError(
          'invalid_request',
          'This page does not exist. Start again from the first one.',
        );
      }
      // The customer was deleted at Stripe, and its invoices are no longer listed.
      if (isMissing(error)) return { items: [], nextCursor: null };
      throw forPeople(error);
    }
  }

  private async shown(invoices: Stripe.Invoice[]): Promise<ShownInvoice[]> {
    const plans = await this.prices.recall(invoices.flatMap(pricesOnInvoice));
    return Promise.all(
      invoices.map(async (invoice) => ({
        invoice,
        words: invoiceWords(invoice, plans),
        failureReason:
          invoice.status === 'open' && invoice.attempted ? await this.reasonOf(invoice.id) : null,
      })),
    );
  }

  /** A list cannot be expanded as deep as the error of a payment, and open invoices are rare. */
  private async reasonOf(id: string): Promise<string | null> {
    try {
      const expand = ['payments.data.payment.payment_intent'];
      const invoice = await this.stripe.call((stripe) =>
        stripe.invoices.retrieve(id, { expand }, LITTLE_PATIENCE),
      );
      return invoice.status === 'open' ? overdueOf(invoice).reason : null;
    } catch (error) {
      if (isInvalidRequest(error)) throw error;
      return null;
    }
  }
}
