import { AppConfig } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { forPeople, isMissing } from '../adapters/stripe-errors.js';
import { StripeGateway } from '../adapters/stripe-gateway.js';
import { BillingError } from '../billing.errors.js';
import { Customers } from './customers.service.js';

/** Stripe's own page for cards, invoices and cancelling. */
@Injectable()
export class BillingPortal {
  constructor(
    private readonly config: AppConfig,
    private readonly stripe: StripeGateway,
    private readonly customers: Customers,
  ) {}

  /** A short-lived address, made anew for every click. @throws BillingError no_billing_account, billing_unavailable */
  async open(userId: string): Promise<{ url: string }> {
    const customer = await this.customers.stripeIdOf(userId);
    if (!customer) throw noAccount();
    try {
      const { url } = await this.stripe.call((stripe) =>
        stripe.billingPortal.sessions.create({
          customer,
          return_url: `${this.config.publicUrl}/settings/billing`,
        }),
      );
      return { url };
    } catch (error) {
      throw isMissing(error, 'customer') ? noAccount() : forPeople(error);
    }
  }
}

function noAccount(): BillingError {
  return new BillingError('no_billing_account', 'It is made with your first checkout. Choose a plan first.', {
    extensions: { link: '/pricing' },
  });
}
