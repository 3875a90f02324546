import type { PlanName } from '@automna/contracts';
import { Clock, Leases } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { forPeople, isMissing, isPassing, isSomebodyElses } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { alreadySubscribed, BillingError } from '../../billing.errors.js';
import { STATUS, toStatus } from '../../domain/subscription-status.js';
import type { CheckoutEntity } from '../../persistence/billing-entities.js';
import { CheckoutRows } from './checkout-rows.service.js';
import { CheckoutSessions } from './checkout-sessions.service.js';
import { Customers } from './customers.service.js';
import { PriceBook } from '../catalogue/price-book.service.js';
import { SubscriptionSync } from '../subscriptions/subscription-sync.service.js';
import { Subscriptions } from '../subscriptions/subscriptions.service.js';

/** An open session to pay in. */
export interface OpenCheckout {
  sessionId: string;
  url: string;
  expiresAt: Date;
}

/** `confirming` = paid, but the subscription is not live here yet. */
export interface CheckoutStatus {
  sessionId: string;
  plan: PlanName;
  status: 'open' | 'confirming' | 'active' | 'expired';
  url: string | null;
}

// Renewed while the work runs; short, so that whoever comes after a crash does not wait longer than a request lasts.
const LEASE = { ttlMs: 15_000, waitMs: 25_000 };

/** Buying a plan: one open session per customer, never a second subscription. */
@Injectable()
export class Checkout {
  constructor(
    private readonly clock: Clock,
    private readonly leases: Leases,
    private readonly stripe: StripeGateway,
    private readonly prices: PriceBook,
    private readonly customers: Customers,
    private readonly sessions: CheckoutSessions,
    private readonly sync: SubscriptionSync,
    private readonly subscriptions: Subscriptions,
    private readonly rows: CheckoutRows,
  ) {}

  /** @throws BillingError already_subscribed, checkout_in_progress, billing_unavailable */
  async start(userId: string, plan: PlanName): Promise<OpenCheckout> {
    try {
      const row = await this.leases.run(`billing-checkout:${userId}`, LEASE, () =>
        this.prepare(userId, plan),
      );
      return toOpenCheckout(row);
    } catch (error) {
      throw forPeople(error);
    }
  }

  /** Where a checkout stands; asks Stripe when the webhook is late, and applies what it learns. */
  async status(userId: string, sessionId: string): Promise<CheckoutStatus> {
    const row = await this.rows.ofUser(userId, sessionId);
    if (!row) throw new BillingError('checkout_not_found');
    const known = await this.statusOf(row);
    if (known.status === 'active' || known.status === 'expired') return known;
    try {
      return await this.statusOf(await this.sessions.refresh(sessionId, row));
    } catch (error) {
      const now = await this.rows.byId(row.id);
      // Paid, and only the confirmation is slow: no reason to show an error to somebody who waits.
      if (now.status === 'complete' && (isPassing(error) || isSomebodyElses(error)))
        return this.statusOf(now);
      throw forPeople(error);
    }
  }

  /** The customer's latest checkout as far as we know without asking Stripe; null when there never was one. */
  async latestOf(userId: string): Promise<CheckoutStatus | null> {
    const row = await this.rows.latestOf(userId);
    return row?.stripeSessionId ? this.statusOf(row) : null;
  }

  private async prepare(userId: string, plan: PlanName): Promise<CheckoutEntity> {
    await this.refuseSubscribed(userId);
    const priceId = await this.prices.priceOf(plan);
    const unfinished = await this.rows.unfinishedOf(userId);
    if (unfinished) {
      const before = await this.sessions.reconcile(unfinished);
      if (before.status === 'open' && before.plan === plan && before.priceId === priceId) return before;
      const after = before.status === 'open' ? await this.sessions.expire(before) : before;
      if (after.status === 'complete') await this.refuseSubscribed(userId);
      if (after.status === 'open') throw new BillingError('checkout_in_progress');
    }
    try {
      return await this.sessions.create(userId, plan, priceId);
    } catch (error) {
      // It may have been the price that Stripe did not like: do not insist on it for a minute.
      this.prices.refresh();
      throw error;
    }
  }

  /** Asks the database, then Stripe: a webhook may be on its way, and nobody shall pay twice because of that. */
  private async refuseSubscribed(userId: string): Promise<void> {
    if ((await this.subscriptions.ofUser(userId)).live) throw alreadySubscribed();
    const customerId = await this.customers.stripeIdOf(userId);
    if (!customerId) return;
    const live = await this.liveAtStripe(customerId);
    const cause = { text: 'Found at Stripe before a new checkout', at: this.clock.now() };
    for (const id of live) await this.sync.apply(id, cause);
    if (live.length > 0) throw alreadySubscribed();
  }

  private async liveAtStripe(customer: string): Promise<string[]> {
    try {
      const { data } = await this.stripe.call((stripe) =>
        stripe.subscriptions.list({ customer, limit: 100 }),
      );
      return data.filter(({ status }) => STATUS[toStatus(status)].live).map(({ id }) => id);
    } catch (error) {
      if (!isMissing(error)) throw error;
      await this.customers.markDeleted(customer);
      return [];
    }
  }

  private async statusOf(row: CheckoutEntity): Promise<CheckoutStatus> {
    const { stripeSessionId, plan } = row;
    const answer = { sessionId: stripeSessionId ?? '', plan, url: null };
    if (row.status === 'open' || row.status === 'creating')
      return { ...answer, status: 'open', url: row.url };
    if (row.status !== 'complete') return { ...answer, status: 'expired' };
    if ((await this.subscriptions.ofUser(row.userId)).live) return { ...answer, status: 'active' };
    const over =
      row.stripeSubscriptionId !== null && (await this.subscriptions.hasEnded(row.stripeSubscriptionId));
    return { ...answer, status: over ? 'expired' : 'confirming' };
  }
}

function toOpenCheckout({ stripeSessionId, url, expiresAt }: CheckoutEntity): OpenCheckout {
  if (!stripeSessionId || !url || !expiresAt) {
    throw new BillingError(
      'billing_unavailable',
      'The payment page could not be opened. Try again in a minute.',
    );
  }
  return { sessionId: stripeSessionId, url, expiresAt };
}
