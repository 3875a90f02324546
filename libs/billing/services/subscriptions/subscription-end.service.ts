import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { STATUS } from '../../domain/subscription-status.js';
import { SubscriptionEntity } from '../../persistence/billing-entities.js';
import { SubscriptionSync } from './subscription-sync.service.js';

/** Ends what a customer pays for at once: the account is closed, and nothing may be charged for it any more. */
@Injectable()
export class SubscriptionEnd {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly sync: SubscriptionSync,
    private readonly clock: Clock,
    @InjectRepository(SubscriptionEntity) private readonly rows: Repository<SubscriptionEntity>,
  ) {}

  /** Doing it again changes nothing. @throws StripeError; whoever asked asks again */
  async atOnce(userId: string, cause: string): Promise<void> {
    const rows = await this.rows.findBy({ userId });
    for (const { stripeSubscriptionId: id } of rows.filter(({ status }) => !STATUS[status].final)) {
      try {
        await this.stripe.call((stripe) => stripe.subscriptions.cancel(id));
      } catch (error) {
        // It had ended before we heard of it; the reading below says so, too.
        if (!isMissing(error)) throw error;
      }
      await this.sync.apply(id, { text: cause, at: this.clock.now() });
    }
  }
}
