import { PLANS } from '@automna/contracts';
import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { BillingError } from '../../billing.errors.js';
import { type ChangeFacts, endsInTime, isEnding } from '../../domain/plan-change-facts.js';
import { leadsTo } from '../../domain/plan-change-schedule.js';
import { STATUS } from '../../domain/subscription-status.js';
import type { PlanChangeEntity } from '../../persistence/billing-entities.js';
import { PlanChangeSteps, type WithItem } from './plan-change-steps.service.js';
import { PlanPreview } from './plan-preview.service.js';

/** How a change stands once Stripe was told. */
export interface Outcome {
  status: 'done' | 'scheduled' | 'awaiting_payment';
  sentence: string;
  payUrl: string | null;
  expiresAt?: Date;
}

/** The change cannot happen any more: no repetition helps, and the row ends as `failed` with this reason. */
export class ChangeImpossible extends BillingError {
  constructor(
    readonly reason: string,
    readonly payUrl: string | null = null,
  ) {
    const extensions = { link: '/settings/billing', ...(payUrl ? { payUrl } : {}) };
    super('plan_change_refused', reason, { extensions });
  }
}

/** An amount is asked for again before it is charged this long after the customer agreed to it. */
const QUOTE_TRUSTED_MS = 60_000;

/**
 * Each kind of change as a list of steps. Every list begins with a reading and passes over what is true already, so
 * it may be started again after any of its steps.
 */
@Injectable()
export class PlanChangeActs {
  constructor(
    private readonly clock: Clock,
    private readonly steps: PlanChangeSteps,
    private readonly preview: PlanPreview,
  ) {}

  async carryOut(row: PlanChangeEntity): Promise<Outcome> {
    const facts = await this.steps.read(row);
    switch (row.kind) {
      case 'upgrade':
        return this.upgrade(row, facts);
      case 'downgrade':
        return this.downgrade(row, facts);
      case 'keep':
        return this.keep(row, facts);
      case 'cancel':
        return this.cancel(row, facts);
      case 'resume':
        return this.resume(row, facts);
    }
  }

  private async upgrade(row: PlanChangeEntity, first: ChangeFacts): Promise<Outcome> {
    const priceId = priceOf(row);
    let facts = first;
    if (!has(facts, priceId) && isOwn(facts, row, priceId)) return awaiting(facts);
    facts = await this.steps.dropPending(row, facts);
    facts = await this.steps.dropSchedule(row, facts);
    if (has(facts, priceId)) return done(row);
    const subject = changeable(facts);
    if (subject.status === 'trialing') {
      await this.steps.swap(row, subject, priceId);
      return done(row);
    }
    if (subject.status !== 'active')
      throw new ChangeImpossible(
        'A payment is late. Pay it first; after that you can upgrade.',
        subject.openInvoiceUrl,
      );
    await this.agreedAmount(row, subject, priceId);
    facts = await this.steps.upgrade(row, subject, priceId);
    if (has(facts, priceId)) return done(row);
    if (facts.pending) return awaiting(facts);
    throw new Error(`The upgrade ${row.id} left no trace at Stripe`);
  }

  private async downgrade(row: PlanChangeEntity, first: ChangeFacts): Promise<Outcome> {
    const priceId = priceOf(row);
    let facts = await this.steps.dropPending(row, first);
    if (has(facts, priceId)) return done(row);
    if (facts.status === 'trialing' || facts.schedule?.used)
      facts = await this.steps.dropSchedule(row, facts);
    const subject = changeable(facts);
    if (subject.status === 'trialing') {
      await this.steps.swap(row, subject, priceId);
      return done(row);
    }
    if (!leadsTo(subject, priceId)) facts = await this.steps.schedule(row, subject, priceId);
    if (!leadsTo(facts, priceId)) throw new Error(`The schedule of ${row.id} is not as it was asked for`);
    const sentence = `${title(row)} begins when the paid period ends.`;
    return { status: 'scheduled', sentence, payUrl: null };
  }

  private async keep(row: PlanChangeEntity, first: ChangeFacts): Promise<Outcome> {
    let facts = await this.steps.dropPending(row, first);
    facts = await this.steps.dropSchedule(row, facts);
    if (has(facts, priceOf(row))) return done(row, `The plan stays ${title(row)}.`);
    throw new ChangeImpossible('The other plan had already begun when you asked to stay.');
  }

  private async cancel(row: PlanChangeEntity, first: ChangeFacts): Promise<Outcome> {
    let facts = await this.steps.dropSchedule(row, first);
    facts = await this.steps.dropPending(row, facts);
    const { final } = STATUS[facts.status];
    if (final) return done(row, 'The subscription has ended.');
    if (facts.status === 'unpaid' || facts.status === 'paused') {
      await this.steps.cancelNow(row);
      return done(row, 'The subscription has ended: nothing was paid for.');
    }
    if (!endsInTime(facts)) await this.steps.cancelAtPeriodEnd(row);
    return done(row, 'The subscription ends with its paid period.');
  }

  private async resume(row: PlanChangeEntity, facts: ChangeFacts): Promise<Outcome> {
    if (!STATUS[facts.status].live)
      throw new ChangeImpossible('The subscription has ended. Choose a plan to start again.');
    if (isEnding(facts)) await this.steps.resume(row, facts);
    return done(row, 'The subscription goes on.');
  }

  /** Not a cent more than what was agreed to, however long the way to Stripe took. */
  private async agreedAmount(row: PlanChangeEntity, subject: WithItem, priceId: string): Promise<void> {
    const outdated = new ChangeImpossible(
      'The amount you agreed to no longer holds. Look at the new one and try again.',
    );
    if (row.prorationDate === null || row.prorationDate < subject.periodStart) throw outdated;
    if (this.clock.now().getTime() - row.createdAt.getTime() <= QUOTE_TRUSTED_MS) return;
    const quote = await this.preview.quote({ facts: subject }, priceId, row.prorationDate);
    if (quote.amountDueCents > (row.quotedCents ?? 0)) throw outdated;
  }
}

function priceOf({ id, toPriceId }: PlanChangeEntity): string {
  if (!toPriceId) throw new Error(`The change ${id} names no price`);
  return toPriceId;
}

function has({ item }: ChangeFacts, priceId: string): boolean {
  return item?.priceId === priceId;
}

/** The unpaid upgrade at Stripe is this very one, not an earlier wish for the same plan at another amount. */
function isOwn({ pending }: ChangeFacts, row: PlanChangeEntity, priceId: string): boolean {
  return pending?.priceId === priceId && pending.prorationDate === row.prorationDate;
}

function changeable(facts: ChangeFacts): WithItem {
  const { item } = facts;
  if (STATUS[facts.status].final)
    throw new ChangeImpossible('The subscription has ended. Choose a plan to start again.');
  if (!item)
    throw new ChangeImpossible(
      'Your subscription was arranged individually. Write to us and we will change it.',
    );
  return { ...facts, item };
}

function title({ toPlan }: PlanChangeEntity): string {
  return toPlan ? PLANS[toPlan].title : 'The plan';
}

function done(row: PlanChangeEntity, sentence = `The plan is ${title(row)} now.`): Outcome {
  return { status: 'done', sentence, payUrl: null };
}

function awaiting({ pending }: ChangeFacts): Outcome {
  return {
    status: 'awaiting_payment',
    sentence: 'The plan changes as soon as the payment is made.',
    payUrl: pending?.payUrl ?? null,
    ...(pending ? { expiresAt: pending.expiresAt } : {}),
  };
}
