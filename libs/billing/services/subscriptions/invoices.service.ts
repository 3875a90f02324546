import { RequestError } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { forPeople, isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { Customers } from '../checkout/customers.service.js';

const PAGE = 12;

/** One attempt: somebody looks at a page while this is asked for. */
const PATIENCE = { timeout: 10_000, maxNetworkRetries: 0 };

export interface InvoicePage {
  items: Stripe.Invoice[];
  /** Where the next page begins; null on the last one. */
  nextCursor: string | null;
}

/** A customer's invoices, read from Stripe page by page; nothing of them is kept here. */
@Injectable()
export class Invoices {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly customers: Customers,
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
        items: page.data.filter(({ status }) => status !== 'draft'),
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
}
