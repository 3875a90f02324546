import { Clock, RetryLater, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { forJob, isMissing } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { STRIPE_API_VERSION } from '../../adapters/stripe.provider.js';
import { BillingError } from '../../billing.errors.js';
import { type EventLike, type EventSubject, subjectOf } from '../../domain/event-subject.js';
import { idOf } from '../../domain/stripe-facts.js';
import { STATUS } from '../../domain/subscription-status.js';
import {
  StripeEventEntity,
  type StripeEventState,
  SubscriptionEntity,
} from '../../persistence/billing-entities.js';
import { CheckoutSessions } from '../checkout/checkout-sessions.service.js';
import { Customers } from '../checkout/customers.service.js';
import { StripeIncidents } from './stripe-incidents.service.js';
import { type Cause, SubscriptionSync } from '../subscriptions/subscription-sync.service.js';

/** Carries out stored events: the event says what to read again, Stripe says what is true. */
@Injectable()
export class StripeEvents {
  constructor(
    private readonly clock: Clock,
    private readonly stripe: StripeGateway,
    private readonly work: UnitOfWork,
    private readonly customers: Customers,
    private readonly sessions: CheckoutSessions,
    private readonly sync: SubscriptionSync,
    private readonly incidents: StripeIncidents,
    @InjectRepository(StripeEventEntity) private readonly events: Repository<StripeEventEntity>,
    @InjectRepository(SubscriptionEntity) private readonly subscriptions: Repository<SubscriptionEntity>,
  ) {}

  /** Safe to repeat at any time. @throws RetryLater while Stripe is out of reach. */
  async process(eventId: string): Promise<void> {
    const event = await this.events.findOneByOrFail({ id: eventId });
    if (event.status === 'processed' || event.status === 'ignored') return;
    try {
      const subject = subjectOf(JSON.parse(event.payload) as EventLike, STRIPE_API_VERSION);
      const outcome = await this.act(subject, {
        text: `Stripe event ${event.id} (${event.type})`,
        at: event.eventAt,
      });
      await this.settle(eventId, 'processed', outcome);
    } catch (error) {
      const failure = forJob(error);
      const reason = failure instanceof Error ? failure.message : String(failure);
      await this.settle(eventId, failure instanceof RetryLater ? 'pending' : 'failed', reason);
      throw failure;
    }
  }

  private act(subject: EventSubject, cause: Cause): Promise<string> {
    switch (subject.kind) {
      case 'subscription':
        return this.sync.apply(subject.id, cause);
      case 'checkout':
        return this.checkout(subject.id, cause);
      case 'invoice':
        return this.invoice(subject.id, cause);
      case 'schedule':
        return this.schedule(subject.id, cause);
      case 'customer':
        return this.customerUpdated(subject.id, cause);
      case 'customer_deleted':
        return this.customerDeleted(subject.id, cause);
      case 'charge':
      case 'dispute':
      case 'fraud_warning':
        return this.incidents.apply(subject.kind, subject.id, cause);
      case 'finalization':
        return this.finalization(subject.id, cause);
      case 'nothing':
        return Promise.resolve(subject.why);
    }
  }

  private async checkout(sessionId: string, cause: Cause): Promise<string> {
    try {
      const { status } = await this.sessions.refresh(sessionId, undefined, cause);
      return `The checkout is ${status}`;
    } catch (error) {
      if (!(error instanceof BillingError) || error.errorCode !== 'checkout_not_found') throw error;
      return `${sessionId} is no checkout of ours; nothing was changed`;
    }
  }

  /** A released schedule no longer names its subscription as attached; it is read again all the same. */
  private async schedule(scheduleId: string, cause: Cause): Promise<string> {
    try {
      const schedule = await this.stripe.call((stripe) => stripe.subscriptionSchedules.retrieve(scheduleId));
      const subscriptionId = idOf(schedule.subscription) ?? schedule.released_subscription;
      return subscriptionId
        ? await this.sync.apply(subscriptionId, cause)
        : 'The schedule belongs to no subscription';
    } catch (error) {
      if (isMissing(error)) return `Stripe does not know ${scheduleId}; nothing was changed`;
      throw error;
    }
  }

  /** Another default card or balance may mean that a late invoice was paid. */
  private async customerUpdated(customerId: string, cause: Cause): Promise<string> {
    const userId = await this.customers.userOf(customerId);
    if (!userId) return `${customerId} is no customer of ours; nothing was changed`;
    const row = await this.subscriptions.findOneBy({ userId, stripeCustomerId: customerId, live: true });
    return row
      ? await this.sync.apply(row.stripeSubscriptionId, cause)
      : 'The customer has no live subscription';
  }

  private async finalization(invoiceId: string, cause: Cause): Promise<string> {
    const told = await this.incidents.apply('finalization', invoiceId, cause);
    return `${told}; ${await this.invoice(invoiceId, cause)}`;
  }

  /** For payloads of another API version, too: which subscription an invoice is for moved between versions. */
  private async invoice(invoiceId: string, cause: Cause): Promise<string> {
    try {
      const invoice = await this.stripe.call((stripe) => stripe.invoices.retrieve(invoiceId));
      const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription);
      return subscriptionId
        ? await this.sync.apply(subscriptionId, cause)
        : 'The invoice belongs to no subscription';
    } catch (error) {
      if (isMissing(error)) return `Stripe does not know ${invoiceId}; nothing was changed`;
      throw error;
    }
  }

  /** Deleting a customer cancels its subscriptions at Stripe: each is read again. */
  private async customerDeleted(customerId: string, cause: Cause): Promise<string> {
    const userId = await this.customers.userOf(customerId);
    if (!userId) return `${customerId} is no customer of ours; nothing was changed`;
    if (!(await this.isDeletedAtStripe(customerId)))
      return `${customerId} exists at Stripe; nothing was changed`;
    await this.customers.markDeleted(customerId);
    const rows = await this.subscriptions.findBy({ userId, stripeCustomerId: customerId });
    const open = rows.filter(({ status }) => !STATUS[status].final);
    for (const { stripeSubscriptionId } of open) await this.sync.apply(stripeSubscriptionId, cause);
    return `The customer is gone at Stripe; ${open.length} of its subscriptions were read again`;
  }

  private async isDeletedAtStripe(customerId: string): Promise<boolean> {
    try {
      const customer = await this.stripe.call((stripe) => stripe.customers.retrieve(customerId));
      return customer.deleted === true;
    } catch (error) {
      if (isMissing(error)) return true;
      throw error;
    }
  }

  private async settle(id: string, status: StripeEventState, outcome: string): Promise<void> {
    const processedAt = status === 'processed' ? this.clock.now() : null;
    await this.work.run((tx) =>
      tx.manager.update(StripeEventEntity, { id }, { status, outcome, processedAt }),
    );
  }
}
