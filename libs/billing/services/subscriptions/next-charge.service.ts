import { Injectable } from '@nestjs/common';
import { forPeople, isMissing, isNothingToCharge } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { type NextCharge, nextChargeOf } from '../../domain/next-charge.js';
import type { ShownStatus } from '../../domain/subscription-status.js';
import { Subscriptions } from './subscriptions.service.js';

/** Statuses in which Stripe makes invoices and collects them by itself. */
const CHARGED: readonly ShownStatus[] = ['active', 'trialing', 'past_due'];

/** Somebody looks at a page while this is asked for; one attempt, and an honest answer when it fails. */
const PATIENCE = { timeout: 10_000, maxNetworkRetries: 0 };

/** What a customer will be charged next, as Stripe itself would bill it: prorations, discounts and credit included. */
@Injectable()
export class NextCharges {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Null when nothing will be charged any more. @throws BillingError billing_unavailable */
  async ofUser(userId: string): Promise<NextCharge | null> {
    const { live, status, stripeSubscriptionId: subscription } = await this.subscriptions.ofUser(userId);
    if (!live || subscription === null || !CHARGED.includes(status)) return null;
    try {
      const preview = await this.stripe.call((stripe) =>
        stripe.invoices.createPreview({ subscription }, PATIENCE),
      );
      return nextChargeOf(preview);
    } catch (error) {
      // So Stripe says of a subscription that ends with its period.
      if (isMissing(error) || isNothingToCharge(error)) return null;
      throw forPeople(error);
    }
  }
}
