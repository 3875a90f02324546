import { AppConfig } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { forPeople, isInvalidRequest, isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { BillingError, subscriptionRequired } from '../../billing.errors.js';
import type { PortalFlow } from '../../http/portal.dto.js';
import { Customers } from './customers.service.js';
import { PortalConfiguration } from '../catalogue/portal-configuration.service.js';
import { Subscriptions } from '../subscriptions/subscriptions.service.js';

/** Stripe's own page for cards, invoices and cancelling. */
@Injectable()
export class BillingPortal {
  constructor(
    private readonly config: AppConfig,
    private readonly stripe: StripeGateway,
    private readonly customers: Customers,
    private readonly subscriptions: Subscriptions,
    private readonly configuration: PortalConfiguration,
  ) {}

  /**
   * A short-lived address, made anew for every click. `flow` leads to one page and back to us.
   * @throws BillingError no_billing_account, billing_unavailable; DomainError subscription_required for cancelling nothing
   */
  async open(userId: string, flow: PortalFlow | null = null): Promise<{ url: string }> {
    const customer = await this.customers.stripeIdOf(userId);
    if (!customer) throw noAccount();
    const returnUrl = `${this.config.publicUrl}/settings/billing`;
    const flowData = flow && (await this.flowData(userId, flow, returnUrl));
    try {
      const configuration = await this.configuration.idForSessions();
      const { url } = await this.stripe.call((stripe) =>
        stripe.billingPortal.sessions.create({
          customer,
          return_url: returnUrl,
          ...(configuration ? { configuration } : {}),
          ...(flowData ? { flow_data: flowData } : {}),
        }),
      );
      return { url };
    } catch (error) {
      if (isMissing(error, 'customer')) throw noAccount();
      if (isInvalidRequest(error)) this.configuration.forget();
      throw forPeople(error);
    }
  }

  /** Null for the first page: a subscription that ends already cannot be cancelled once more. */
  private async flowData(
    userId: string,
    type: PortalFlow,
    returnUrl: string,
  ): Promise<Stripe.BillingPortal.SessionCreateParams.FlowData | null> {
    const afterCompletion = { type: 'redirect', redirect: { return_url: returnUrl } };
    if (type === 'payment_method_update') return { type, after_completion: afterCompletion };
    const { live, cancelAtPeriodEnd, stripeSubscriptionId } = await this.subscriptions.ofUser(userId);
    if (!live || !stripeSubscriptionId) throw subscriptionRequired();
    if (cancelAtPeriodEnd) return null;
    return {
      type,
      subscription_cancel: { subscription: stripeSubscriptionId },
      after_completion: afterCompletion,
    };
  }
}

function noAccount(): BillingError {
  return new BillingError('no_billing_account', 'It is made with your first checkout. Choose a plan first.', {
    extensions: { link: '/pricing' },
  });
}
