import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { STATUS, toStatus } from '../../domain/subscription-status.js';
import { SubscriptionEntity } from '../../persistence/billing-entities.js';
import { CheckoutRows } from '../checkout/checkout-rows.service.js';
import { CheckoutSessions } from '../checkout/checkout-sessions.service.js';
import { Customers } from '../checkout/customers.service.js';
import { SubscriptionSync } from './subscription-sync.service.js';

/** Ends what a customer pays for at once: the account is closed, and nothing may be charged for it any more. */
@Injectable()
export class SubscriptionEnd {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly sync: SubscriptionSync,
    private readonly clock: Clock,
    private readonly customers: Customers,
    private readonly checkouts: CheckoutRows,
    private readonly sessions: CheckoutSessions,
    @InjectRepository(SubscriptionEntity) private readonly rows: Repository<SubscriptionEntity>,
  ) {}

  /**
   * An open checkout goes first, so that nobody can pay afterwards; then everything Stripe has of the customer, whether
   * we heard of it or not. Doing it again changes nothing. @throws StripeError; whoever asked asks again
   */
  async atOnce(userId: string, cause: string): Promise<void> {
    await this.closeCheckout(userId);
    for (const id of await this.unended(userId)) {
      try {
        await this.stripe.call((stripe) => stripe.subscriptions.cancel(id));
      } catch (error) {
        // It had ended before we heard of it; the reading below says so, too.
        if (!isMissing(error)) throw error;
      }
      await this.sync.apply(id, { text: cause, at: this.clock.now() });
    }
  }

  private async closeCheckout(userId: string): Promise<void> {
    const unfinished = await this.checkouts.unfinishedOf(userId);
    if (!unfinished) return;
    const known = await this.sessions.reconcile(unfinished);
    if (known.status === 'open') await this.sessions.expire(known);
  }

  private async unended(userId: string): Promise<Set<string>> {
    const rows = await this.rows.findBy({ userId });
    const ids = new Set(
      rows
        .filter(({ status }) => !STATUS[status].final)
        .map(({ stripeSubscriptionId }) => stripeSubscriptionId),
    );
    for (const customer of await this.customers.allStripeIdsOf(userId)) {
      for (const { id } of await this.atStripe(customer)) ids.add(id);
    }
    return ids;
  }

  /** Without a status Stripe lists what is not canceled. */
  private async atStripe(customer: string): Promise<{ id: string }[]> {
    try {
      const { data } = await this.stripe.call((stripe) =>
        stripe.subscriptions.list({ customer, limit: 100 }),
      );
      return data.filter(({ status }) => !STATUS[toStatus(status)].final);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }
}
