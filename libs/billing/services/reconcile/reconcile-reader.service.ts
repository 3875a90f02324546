import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { Pause } from '../../adapters/pause.js';
import { isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import type { OwedInvoice } from '../../domain/overdue.js';
import { idOf, READING_EXPAND } from '../../domain/stripe-facts.js';

const PAGE = 100;
/** Stripe allows 25 a second to each endpoint, to all of us together: customers at a checkout come first. */
const GAP_MS = 100;

/** Counts and paces what one pass asks Stripe. */
export interface Budget {
  calls: number;
  lastAt?: number;
  signal?: AbortSignal;
}

interface Listed {
  id: string;
}

/** Reads whole lists from Stripe, a hundred at a time and slowly enough to disturb nobody. */
@Injectable()
export class ReconcileReader {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly pause: Pause,
  ) {}

  /** Every subscription of the account, ended ones included, ready to be read for its columns. */
  subscriptions(budget: Budget): AsyncGenerator<Stripe.Subscription[]> {
    const expand = READING_EXPAND.map((path) => `data.${path}`);
    return this.pages(budget, (stripe, page) =>
      stripe.subscriptions.list({ status: 'all', limit: PAGE, expand, ...page }),
    );
  }

  /** Every open invoice of the account, by subscription: one list instead of one call for each late payment. */
  async openInvoices(budget: Budget): Promise<Map<string, OwedInvoice[]>> {
    const bySubscription = new Map<string, OwedInvoice[]>();
    const pages = this.pages(budget, (stripe, page) =>
      stripe.invoices.list({ status: 'open', limit: PAGE, ...page }),
    );
    for await (const invoices of pages) {
      for (const invoice of invoices) {
        const id = idOf(invoice.parent?.subscription_details?.subscription);
        if (id !== null) bySubscription.set(id, [...(bySubscription.get(id) ?? []), invoice]);
      }
    }
    return bySubscription;
  }

  /** Every customer that is not deleted. */
  customers(budget: Budget): AsyncGenerator<Stripe.Customer[]> {
    return this.pages(budget, (stripe, page) => stripe.customers.list({ limit: PAGE, ...page }));
  }

  /** Every event since then. Stripe keeps them for thirty days. */
  events(budget: Budget, since: Date): AsyncGenerator<Stripe.Event[]> {
    const gte = Math.floor(since.getTime() / 1000);
    return this.pages(budget, (stripe, page) =>
      stripe.events.list({ created: { gte }, limit: PAGE, ...page }),
    );
  }

  /** One subscription that no list had, expanded like those. Null when Stripe does not know it. */
  subscription(budget: Budget, id: string): Promise<Stripe.Subscription | null> {
    return this.known(budget, (stripe) => stripe.subscriptions.retrieve(id, { expand: [...READING_EXPAND] }));
  }

  customer(budget: Budget, id: string): Promise<Stripe.Customer | Stripe.DeletedCustomer | null> {
    return this.known(budget, (stripe) => stripe.customers.retrieve(id));
  }

  event(budget: Budget, id: string): Promise<Stripe.Event | null> {
    return this.known(budget, (stripe) => stripe.events.retrieve(id));
  }

  private async *pages<T extends Listed>(
    budget: Budget,
    list: (stripe: Stripe, page: { starting_after?: string }) => Promise<{ data: T[]; has_more: boolean }>,
  ): AsyncGenerator<T[]> {
    for (let after: string | undefined; ;) {
      await this.wait(budget);
      const page = after === undefined ? {} : { starting_after: after };
      const { data, has_more } = await this.stripe.call((stripe) => list(stripe, page));
      yield data;
      after = data.at(-1)?.id;
      if (!has_more || after === undefined) return;
    }
  }

  private async known<T>(budget: Budget, read: (stripe: Stripe) => Promise<T>): Promise<T | null> {
    await this.wait(budget);
    try {
      return await this.stripe.call(read);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  private async wait(budget: Budget): Promise<void> {
    budget.signal?.throwIfAborted();
    const left = (budget.lastAt ?? Number.NEGATIVE_INFINITY) + GAP_MS - performance.now();
    if (left > 0) await this.pause.for(left);
    budget.lastAt = performance.now();
    budget.calls += 1;
  }
}
