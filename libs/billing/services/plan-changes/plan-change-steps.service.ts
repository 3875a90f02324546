import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { isInvalidRequest } from '../../adapters/stripe-errors.js';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { CHANGE_EXPAND, type ChangeFacts, changeFactsOf } from '../../domain/plan-change-facts.js';
import { downgradePhases } from '../../domain/plan-change-schedule.js';
import type { PlanChangeEntity } from '../../persistence/billing-entities.js';
import { PlanChangeReader } from './plan-change-reader.service.js';

export type WithItem = ChangeFacts & { item: NonNullable<ChangeFacts['item']> };

/**
 * The single acts at Stripe. Each one is named after the change and its try, so that a repeat is the same request, and
 * each leads to a fresh reading: what was done before a crash is found, not done again.
 */
@Injectable()
export class PlanChangeSteps {
  constructor(
    private readonly stripe: StripeGateway,
    private readonly reader: PlanChangeReader,
  ) {}

  /** The subscription as it is now. */
  async read({ stripeSubscriptionId: id }: PlanChangeEntity): Promise<ChangeFacts> {
    const facts = await this.reader.facts(id);
    if (!facts) throw new Error(`Stripe does not know ${id} any more`);
    return facts;
  }

  /** Frees the subscription from its schedule; a downgrade to come is forgotten by that. */
  async dropSchedule(row: PlanChangeEntity, facts: ChangeFacts): Promise<ChangeFacts> {
    const { schedule } = facts;
    if (!schedule) return facts;
    await this.unlessOver((stripe) =>
      stripe.subscriptionSchedules.release(schedule.id, {}, key(row, `release:${schedule.id}`)),
    );
    return this.read(row);
  }

  /** Voids the invoice an unpaid upgrade waits for; Stripe then forgets that upgrade. */
  async dropPending(row: PlanChangeEntity, facts: ChangeFacts): Promise<ChangeFacts> {
    const invoiceId = facts.pending?.invoiceId;
    if (!invoiceId) return facts;
    await this.unlessOver((stripe) =>
      stripe.invoices.voidInvoice(invoiceId, {}, key(row, `void:${invoiceId}`)),
    );
    return this.read(row);
  }

  /** Charges now; when the payment does not succeed at once the old plan stays until it does. */
  async upgrade(row: PlanChangeEntity, { item }: WithItem, priceId: string): Promise<ChangeFacts> {
    return this.update(row, 'upgrade', {
      items: [{ id: item.id, price: priceId, quantity: 1 }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
      ...(row.prorationDate === null ? {} : { proration_date: row.prorationDate }),
    });
  }

  /** For trials: nothing was paid, so there is nothing to set off. */
  async swap(row: PlanChangeEntity, { item }: WithItem, priceId: string): Promise<ChangeFacts> {
    return this.update(row, 'swap', {
      items: [{ id: item.id, price: priceId, quantity: 1 }],
      proration_behavior: 'none',
    });
  }

  /** Puts the lower price at the end of the paid period, in a new schedule or in the one there is. */
  async schedule(row: PlanChangeEntity, facts: WithItem, priceId: string): Promise<ChangeFacts> {
    const existing = facts.schedule ?? (await this.createSchedule(row, facts));
    const params = downgradePhases(facts, existing.phaseStart, priceId);
    await this.stripe.call((stripe) =>
      stripe.subscriptionSchedules.update(existing.id, params, key(row, `phases:${existing.id}`)),
    );
    return this.read(row);
  }

  async cancelAtPeriodEnd(row: PlanChangeEntity): Promise<ChangeFacts> {
    return this.update(row, 'cancel', { cancel_at_period_end: true, ...detailsOf(row) });
  }

  async cancelNow(row: PlanChangeEntity): Promise<ChangeFacts> {
    const { stripeSubscriptionId: id } = row;
    await this.stripe.call((stripe) =>
      stripe.subscriptions.cancel(id, { ...detailsOf(row) }, key(row, 'cancel-now')),
    );
    return this.read(row);
  }

  async resume(row: PlanChangeEntity, { cancelAtPeriodEnd }: ChangeFacts): Promise<ChangeFacts> {
    return this.update(
      row,
      'resume',
      cancelAtPeriodEnd ? { cancel_at_period_end: false } : { cancel_at: '' },
    );
  }

  private async update(
    row: PlanChangeEntity,
    step: string,
    params: Stripe.SubscriptionUpdateParams,
  ): Promise<ChangeFacts> {
    const { stripeSubscriptionId: id } = row;
    const wanted = { ...params, expand: CHANGE_EXPAND };
    return changeFactsOf(
      await this.stripe.call((stripe) => stripe.subscriptions.update(id, wanted, key(row, step))),
    );
  }

  private async createSchedule(
    row: PlanChangeEntity,
    { id, periodStart }: WithItem,
  ): Promise<{ id: string; phaseStart: number }> {
    const created = await this.stripe.call((stripe) =>
      stripe.subscriptionSchedules.create({ from_subscription: id }, key(row, 'schedule')),
    );
    const phaseStart = created.current_phase?.start_date ?? created.phases[0]?.start_date ?? periodStart;
    return { id: created.id, phaseStart };
  }

  /** Refused = it is paid, voided or released already: the reading that follows says which. */
  private async unlessOver(request: (stripe: Stripe) => Promise<unknown>): Promise<void> {
    try {
      await this.stripe.call(request);
    } catch (error) {
      if (!isInvalidRequest(error)) throw error;
    }
  }
}

function key({ id, updatedAt }: PlanChangeEntity, step: string): { idempotencyKey: string } {
  return { idempotencyKey: `${id}:${step}:${updatedAt.getTime().toString(36)}` };
}

function detailsOf({
  cancelReason: reason,
  cancelComment: comment,
}: PlanChangeEntity): Pick<Stripe.SubscriptionUpdateParams, 'cancellation_details'> {
  if (!reason && !comment) return {};
  return {
    cancellation_details: { ...(reason ? { feedback: reason } : {}), ...(comment ? { comment } : {}) },
  };
}
