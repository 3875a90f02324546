import { Users } from '@automna/accounts';
import { Leases, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type Stripe from 'stripe';
import { Repository } from 'typeorm';
import { isMissing } from '../adapters/stripe-errors.js';
import { StripeGateway } from '../adapters/stripe-gateway.js';
import { factsOf } from '../domain/stripe-facts.js';
import { SubscriptionEntity } from '../persistence/billing-entities.js';
import { Customers } from './customers.service.js';
import { PriceBook } from './price-book.service.js';
import { SubscriptionWriter } from './subscription-writer.service.js';

/** Why a subscription is read again: shown on the timeline, dated as its source dates it. */
export interface Cause {
  /** `Stripe event evt_…`, `Checkout cs_…`. */
  text: string;
  at: Date;
}

// Renewed while the work runs; short, so that a crash does not hold up whoever comes next.
const LEASE = { ttlMs: 15_000, waitMs: 20_000 };
const ROUNDS = 5;

/**
 * The one way a subscription gets into the database: read the live object from Stripe, then write it with its
 * consequences. Whoever learns that something may have changed (webhook, success page) calls {@link apply}.
 */
@Injectable()
export class SubscriptionSync {
  constructor(
    private readonly leases: Leases,
    private readonly stripe: StripeGateway,
    private readonly work: UnitOfWork,
    private readonly customers: Customers,
    private readonly prices: PriceBook,
    private readonly users: Users,
    private readonly writer: SubscriptionWriter,
    @InjectRepository(SubscriptionEntity) private readonly rows: Repository<SubscriptionEntity>,
  ) {}

  /** Answers with one sentence about what came of it. @throws StripeError, LeaseBusyError */
  apply(stripeSubscriptionId: string, cause: Cause): Promise<string> {
    return this.leases.run(`stripe-subscription:${stripeSubscriptionId}`, LEASE, ({ signal }) =>
      this.readAndWrite(stripeSubscriptionId, cause, signal),
    );
  }

  /** A reading that became older than somebody else's write (a lost lease) is thrown away and taken again. */
  private async readAndWrite(id: string, cause: Cause, signal: AbortSignal): Promise<string> {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const revision = (await this.rows.findOneBy({ stripeSubscriptionId: id }))?.revision ?? 0;
      const subscription = await this.retrieve(id);
      if (!subscription) return `Stripe does not know ${id}; nothing was changed`;
      const facts = factsOf(subscription);
      const userId = await this.customers.userOf(facts.stripeCustomerId);
      if (!userId) return `${id} belongs to no customer of ours; nothing was changed`;
      const plan = facts.priceId === null ? null : await this.prices.resolve(facts.priceId);
      const contact = await this.users.get(userId);
      signal.throwIfAborted();
      const reading = { userId, contact, facts, plan, cause, revision };
      const outcome = await this.work.run((tx) => this.writer.write(tx, reading));
      if (outcome !== 'stale') return outcome;
    }
    throw new Error(`${id} was written by somebody else ${ROUNDS} times in a row`);
  }

  private async retrieve(id: string): Promise<Stripe.Subscription | null> {
    try {
      return await this.stripe.call((stripe) => stripe.subscriptions.retrieve(id));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }
}
