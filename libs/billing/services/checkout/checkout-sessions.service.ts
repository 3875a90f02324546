import type { PlanName } from '@automna/contracts';
import { AppConfig, Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import {
  isIdempotencyConflict,
  isInvalidRequest,
  isKeptFailure,
  isMissing,
} from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { BillingError } from '../../billing.errors.js';
import { INTENT_LIFE_MS, stateOfSession } from '../../domain/checkout-state.js';
import { idOf } from '../../domain/stripe-facts.js';
import type { CheckoutEntity } from '../../persistence/billing-entities.js';
import { CheckoutRows } from './checkout-rows.service.js';
import { Customers } from './customers.service.js';
import { type Cause, SubscriptionSync } from '../subscriptions/subscription-sync.service.js';

/** Checkout sessions at Stripe and our rows about them: written before, saved at once, corrected by reading again. */
@Injectable()
export class CheckoutSessions {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly stripe: StripeGateway,
    private readonly customers: Customers,
    private readonly sync: SubscriptionSync,
    private readonly rows: CheckoutRows,
  ) {}

  /** Makes a session. A crash after Stripe's answer leaves the intent, and {@link reconcile} finds the same session. */
  async create(userId: string, plan: PlanName, priceId: string): Promise<CheckoutEntity> {
    const customerId = await this.customers.ensure(userId);
    try {
      return await this.openAtStripe(await this.rows.add(userId, plan, priceId, customerId));
    } catch (error) {
      if (!isMissing(error, 'customer')) throw error;
      // Somebody deleted the customer at Stripe: start over with a new one.
      await this.customers.markDeleted(customerId);
      const fresh = await this.customers.ensure(userId);
      return this.openAtStripe(await this.rows.add(userId, plan, priceId, fresh));
    }
  }

  /** What Stripe says of an unfinished checkout now. */
  async reconcile(row: CheckoutEntity): Promise<CheckoutEntity> {
    if (row.stripeSessionId) return this.refresh(row.stripeSessionId, row);
    const age = this.clock.now().getTime() - row.createdAt.getTime();
    if (age > INTENT_LIFE_MS) return this.rows.settle(row, 'expired');
    try {
      return await this.openAtStripe(row);
    } catch (error) {
      if (isHopeless(error)) return this.rows.byId(row.id);
      throw error;
    }
  }

  /** Ends an open session, so that nobody can pay for a plan that was not chosen in the end. */
  async expire(row: CheckoutEntity): Promise<CheckoutEntity> {
    const sessionId = row.stripeSessionId;
    if (!sessionId) return row;
    try {
      await this.stripe.call((stripe) => stripe.checkout.sessions.expire(sessionId));
    } catch (error) {
      // Refused: it was paid or has run out meanwhile. Reading it says which.
      if (!isInvalidRequest(error)) throw error;
    }
    return this.refresh(sessionId, row);
  }

  /**
   * Reads the session again and applies what it says, the subscription included. `row` spares a look-up; without
   * it the row is found by session id or, when a crash came before the save, by the intent id in the metadata.
   */
  async refresh(sessionId: string, row?: CheckoutEntity, cause?: Cause): Promise<CheckoutEntity> {
    const session = await this.retrieve(sessionId);
    const known = row ?? (await this.rows.find(sessionId, session?.metadata?.['checkout_id']));
    if (!known)
      throw new BillingError('checkout_not_found', `No checkout of ours has the session ${sessionId}.`);
    if (!session) return this.rows.settle(known, 'expired');
    const settled = await this.rows.settle(known, stateOfSession(session), session);
    const subscriptionId = idOf(session.subscription);
    if (settled.status === 'complete' && subscriptionId) {
      await this.sync.apply(subscriptionId, cause ?? { text: `Checkout ${sessionId}`, at: this.clock.now() });
    }
    return settled;
  }

  /** Everything sent comes from the row, so a repeat is the same request under the same key: the same session. */
  private async openAtStripe(row: CheckoutEntity): Promise<CheckoutEntity> {
    const publicUrl = this.config.publicUrl;
    const metadata = { user_id: row.userId, checkout_id: row.id };
    try {
      const session = await this.stripe.call((stripe) =>
        stripe.checkout.sessions.create(
          {
            mode: 'subscription',
            customer: row.stripeCustomerId,
            client_reference_id: row.userId,
            line_items: [{ price: row.priceId, quantity: 1 }],
            success_url: `${publicUrl}/checkout/success?session_id={CHECKOUT_SESSION_ID}`,
            cancel_url: `${publicUrl}/pricing`,
            allow_promotion_codes: true,
            metadata,
            subscription_data: { metadata },
          },
          { idempotencyKey: `checkout:${row.id}` },
        ),
      );
      return await this.rows.settle(row, stateOfSession(session), session);
    } catch (error) {
      // A session made in spite of the error stays unknown to everybody and runs out by itself.
      if (isHopeless(error)) await this.rows.settle(row, 'failed');
      throw error;
    }
  }

  private async retrieve(sessionId: string): Promise<Stripe.Checkout.Session | null> {
    try {
      return await this.stripe.call((stripe) => stripe.checkout.sessions.retrieve(sessionId));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }
}

/** The same request under the same key can only fail again. */
function isHopeless(error: unknown): boolean {
  return isInvalidRequest(error) || isIdempotencyConflict(error) || isKeptFailure(error);
}
