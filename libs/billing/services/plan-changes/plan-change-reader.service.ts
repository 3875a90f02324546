import { type PlanName, PLANS } from '@automna/contracts';
import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { BillingError, subscriptionRequired } from '../../billing.errors.js';
import { CURRENCY } from '../../domain/catalogue-plan.js';
import { CHANGE_EXPAND, type ChangeFacts, changeFactsOf } from '../../domain/plan-change-facts.js';
import { STATUS } from '../../domain/subscription-status.js';
import { PriceBook } from '../catalogue/price-book.service.js';
import { SubscriptionSync } from '../subscriptions/subscription-sync.service.js';
import { Subscriptions, type SubscriptionView } from '../subscriptions/subscriptions.service.js';

/** A subscription whose plan the customer may change, as Stripe has it now. */
export interface Changeable {
  userId: string;
  facts: ChangeFacts & { item: NonNullable<ChangeFacts['item']> };
  plan: PlanName;
}

/** Reads at Stripe what there is to change. Our own row only says where to look. */
@Injectable()
export class PlanChangeReader {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly prices: PriceBook,
    private readonly subscriptions: Subscriptions,
    private readonly sync: SubscriptionSync,
    private readonly clock: Clock,
  ) {}

  /** Null when Stripe does not know the subscription. */
  async facts(stripeSubscriptionId: string): Promise<ChangeFacts | null> {
    try {
      const params = { expand: CHANGE_EXPAND };
      return changeFactsOf(
        await this.stripe.call((stripe) => stripe.subscriptions.retrieve(stripeSubscriptionId, params)),
      );
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Any live subscription, whatever its plan. @throws DomainError subscription_required */
  async live(userId: string): Promise<{ view: SubscriptionView; facts: ChangeFacts }> {
    const view = await this.subscriptions.ofUser(userId);
    if (!view.live || !view.stripeSubscriptionId) throw subscriptionRequired();
    const facts = await this.facts(view.stripeSubscriptionId);
    if (facts && STATUS[facts.status].live) return { view, facts };
    // It ended without our having heard of it: the page this leads to shall not show it as running.
    const cause = { text: 'Found at Stripe during a change', at: this.clock.now() };
    await this.sync.apply(view.stripeSubscriptionId, cause);
    throw subscriptionRequired();
  }

  /** @throws BillingError plan_change_refused, payment_overdue; DomainError subscription_required */
  async changeable(userId: string): Promise<Changeable> {
    const { facts } = await this.live(userId);
    const { item } = facts;
    const plan = item && (await this.prices.resolve(item.priceId));
    if (plan?.catalogue === 'legacy') {
      throw refused(
        'Your plan is one of our former plans and cannot be changed here. Write to us, and we will move you to the plan you like.',
      );
    }
    if (!item || !plan || item.quantity !== 1 || facts.currency !== CURRENCY) {
      throw refused(
        'Your subscription was arranged individually and cannot be changed here. Write to us and we will do it for you.',
      );
    }
    if (facts.status === 'paused') {
      throw overdue(
        'Your subscription is paused. Add a payment method in the billing settings first; after that you can change your plan.',
      );
    }
    if (facts.status === 'unpaid') {
      throw overdue('Pay the open invoice first; after that you can change your plan.', facts.openInvoiceUrl);
    }
    if (facts.cancelAtPeriodEnd || facts.cancelAt) {
      throw refused('Your subscription is cancelled. Resume it first, then change your plan.');
    }
    return { userId, facts: { ...facts, item }, plan: plan.name };
  }

  /** Who is late with a payment does not buy more before it is made. */
  refuseLate({ facts, plan }: Changeable): void {
    if (facts.status !== 'past_due') return;
    throw refused(
      `A payment for ${PLANS[plan].title} is late. Pay it first; after that you can upgrade.`,
      facts.openInvoiceUrl,
    );
  }
}

function refused(detail: string, payUrl?: string | null): BillingError {
  return new BillingError('plan_change_refused', detail, { extensions: whereTo(payUrl) });
}

function overdue(detail: string, payUrl?: string | null): BillingError {
  return new BillingError('payment_overdue', detail, { extensions: whereTo(payUrl) });
}

function whereTo(payUrl: string | null | undefined): Record<string, string> {
  return { link: '/settings/billing', ...(payUrl ? { payUrl } : {}) };
}
