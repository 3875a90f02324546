import { Clock, Leases } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import {
  isCardRefused,
  isIdempotencyConflict,
  isInvalidRequest,
  isKeptFailure,
} from '../../adapters/stripe-errors.js';
import { STATUS } from '../../domain/subscription-status.js';
import { type PlanChangeEntity, SubscriptionEntity } from '../../persistence/billing-entities.js';
import { ChangeImpossible, type Outcome, PlanChangeActs } from './plan-change-acts.service.js';
import { EarlierWaits } from './plan-change-failure.js';
import { PlanChangeRows } from './plan-change-rows.service.js';
import { SubscriptionSync } from '../subscriptions/subscription-sync.service.js';

export interface Carried {
  row: PlanChangeEntity;
  payUrl: string | null;
}

// Renewed while the work runs; short, so that whoever comes after a crash does not wait longer than a request lasts.
const LEASE = { ttlMs: 15_000, waitMs: 25_000 };
const TRIES = 3;

/** Carries out written changes until they are true, by whoever comes: the request itself, the next one, or the job. */
@Injectable()
export class PlanChangeRunner {
  constructor(
    private readonly clock: Clock,
    private readonly leases: Leases,
    private readonly rows: PlanChangeRows,
    private readonly acts: PlanChangeActs,
    private readonly sync: SubscriptionSync,
    @InjectRepository(SubscriptionEntity) private readonly subscriptions: Repository<SubscriptionEntity>,
  ) {}

  /** One change of a customer at a time, in all processes. @throws LeaseBusyError */
  inTurn<T>(userId: string, work: () => Promise<T>): Promise<T> {
    return this.leases.run(`billing-change:${userId}`, LEASE, work);
  }

  /** For the job. True when the change waits for nothing more that this process could look after. */
  async finish(changeId: string): Promise<boolean> {
    const { userId } = await this.rows.byId(changeId);
    return this.inTurn(userId, async () => {
      const row = await this.rows.byId(changeId);
      if (row.status === 'requested') await this.carryOut(row);
      if (row.status !== 'awaiting_payment') return true;
      await this.sync.apply(row.stripeSubscriptionId, this.causeOf(row));
      await this.settleOpen(userId);
      return (await this.rows.byId(changeId)).status !== 'awaiting_payment';
    });
  }

  /** What was asked for before comes first; that it turned out impossible is no reason to stop whoever comes next. @throws EarlierWaits */
  async finishEarlier(userId: string): Promise<void> {
    const unfinished = await this.rows.requestedOf(userId);
    try {
      if (unfinished) await this.carryOut(unfinished);
    } catch (error) {
      if (!(error instanceof ChangeImpossible))
        throw new EarlierWaits('An earlier change could not be carried out', { cause: error });
    }
    // It may have come true without our having heard of it: then it is done, and not replaced.
    const [open] = await this.rows.openOf(userId);
    if (!open) return;
    await this.sync.apply(open.stripeSubscriptionId, this.causeOf(open));
    await this.settleOpen(userId);
  }

  /** Call it {@link inTurn}. @throws ChangeImpossible, after the row was ended; StripeError while it goes on waiting. */
  async carryOut(first: PlanChangeEntity): Promise<Carried> {
    let row = first;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const outcome = await this.acts.carryOut(row);
        return await this.conclude(row, outcome);
      } catch (error) {
        const again = attempt < TRIES && mayHelpToLookAgain(error);
        if (!again && isHopeless(error)) throw await this.fail(row, error);
        if (!again) throw error;
        await this.rows.nextTry(row);
        row = await this.rows.byId(row.id);
      }
    }
  }

  /** Ends changes that came true, or cannot any more, by what is known of the subscription. */
  async settleOpen(userId: string): Promise<void> {
    for (const row of await this.rows.openOf(userId)) {
      const stripeSubscriptionId = row.stripeSubscriptionId;
      const known = await this.subscriptions.findOneBy({ stripeSubscriptionId });
      if (!known) continue;
      const waits =
        row.status === 'scheduled'
          ? known.nextPriceId === row.toPriceId
          : known.pendingPriceId === row.toPriceId;
      if (known.priceId === row.toPriceId) await this.rows.settle(row, 'done', 'The plan has begun.');
      else if (STATUS[known.status].final)
        await this.rows.settle(row, 'superseded', 'The subscription ended before.');
      else if (!waits && row.status === 'scheduled')
        await this.rows.settle(row, 'superseded', 'The schedule was taken back.');
      else if (!waits)
        await this.rows.settle(row, 'failed', 'The upgrade was dropped: its payment was not made.');
    }
  }

  private async conclude(row: PlanChangeEntity, outcome: Outcome): Promise<Carried> {
    await this.sync.apply(row.stripeSubscriptionId, this.causeOf(row));
    const { status, sentence, payUrl, expiresAt } = outcome;
    return { row: await this.rows.settle(row, status, sentence, expiresAt), payUrl };
  }

  private async fail(row: PlanChangeEntity, error: unknown): Promise<ChangeImpossible> {
    const impossible =
      error instanceof ChangeImpossible
        ? error
        : new ChangeImpossible(
            isCardRefused(error)
              ? `Your card was not charged: ${error.message}`
              : 'Our payment provider did not accept this change. Nothing was charged; write to us and we will look into it.',
          );
    // Steps before the refusal may have been taken: what is there now is what counts.
    await this.sync.apply(row.stripeSubscriptionId, this.causeOf(row));
    await this.rows.settle(row, 'failed', impossible.reason);
    return impossible;
  }

  private causeOf({ id }: PlanChangeEntity): { text: string; at: Date } {
    return { text: `The customer's change ${id}`, at: this.clock.now() };
  }
}

/** Asking again could only be refused again. */
function isHopeless(error: unknown): boolean {
  return error instanceof ChangeImpossible || isCardRefused(error) || isInvalidRequest(error);
}

/**
 * Stripe keeps a 5xx under its key for a day, so another key is needed; and what it refuses may have changed between
 * our reading and our asking.
 */
function mayHelpToLookAgain(error: unknown): boolean {
  return isKeptFailure(error) || isIdempotencyConflict(error) || isInvalidRequest(error);
}
