import type { PlanRef } from '@automna/contracts';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { type Overdue, overdueOf, type OwedInvoice } from '../../domain/overdue.js';
import { factsOf, mayOwe, READING_EXPAND } from '../../domain/stripe-facts.js';
import { columnsOf, pricesOf, type SubscriptionColumns } from '../../domain/subscription-columns.js';
import { PriceBook } from '../catalogue/price-book.service.js';

/** A subscription as Stripe knows it right now. */
export interface StripeReading {
  columns: SubscriptionColumns;
  /** The invoice the customer is late with, with what to tell them about it. */
  overdue: Overdue | null;
}

/** Reads subscriptions from Stripe; writes nothing. */
@Injectable()
export class SubscriptionReader {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly prices: PriceBook,
  ) {}

  /** Null when Stripe does not know the subscription. @throws StripeError */
  async read(id: string): Promise<StripeReading | null> {
    const subscription = await known(
      this.stripe.call((stripe) => stripe.subscriptions.retrieve(id, { expand: [...READING_EXPAND] })),
    );
    if (!subscription) return null;
    const columns = await this.columnsOf(subscription, await this.openInvoices(subscription));
    return { columns, overdue: await this.overdue(columns) };
  }

  /**
   * For whoever has listed subscriptions (expanded as READING_EXPAND says) and open invoices in bulk. `plans` remembers
   * the prices met before, those that are none of ours included: each is asked for once.
   */
  async columnsOf(
    subscription: Stripe.Subscription,
    open: readonly OwedInvoice[],
    plans = new Map<string, PlanRef | null>(),
  ): Promise<SubscriptionColumns> {
    const facts = factsOf(subscription, open);
    for (const priceId of pricesOf(facts)) {
      if (!plans.has(priceId)) plans.set(priceId, await this.prices.resolve(priceId));
    }
    return columnsOf(facts, plans);
  }

  private async openInvoices(subscription: Stripe.Subscription): Promise<Stripe.Invoice[]> {
    if (!mayOwe(subscription)) return [];
    const page = await this.stripe.call((stripe) =>
      stripe.invoices.list({ subscription: subscription.id, status: 'open', limit: 100 }),
    );
    return page.data;
  }

  /** Read once more with its payments: null when it was paid since, so that nobody is told of a failure that is over. */
  private async overdue({ overdueInvoiceId: id }: SubscriptionColumns): Promise<Overdue | null> {
    if (id === null) return null;
    const invoice = await known(
      this.stripe.call((stripe) =>
        stripe.invoices.retrieve(id, { expand: ['payments.data.payment.payment_intent'] }),
      ),
    );
    return invoice?.status === 'open' && invoice.attempted ? overdueOf(invoice) : null;
  }
}

async function known<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
