import { Clock, ScheduledTask, type TaskRunner } from '@automna/core';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, MoreThan, Repository } from 'typeorm';
import { isLockedOut, isPassing } from '../adapters/stripe-errors.js';
import { GRACE_DAYS, suspendsAt } from '../domain/standing.js';
import { SubscriptionEntity } from '../persistence/billing-entities.js';
import { SubscriptionSync } from '../services/subscriptions/subscription-sync.service.js';

const PAGE = 200;
/** That often in a row it is not the subscription: the others would only meet the same silence. */
const SILENCES = 3;

/** Two weeks pass without an event: subscriptions whose payment stays away are read again when their time is up. */
@Injectable()
@ScheduledTask({ name: 'billing.dunning', everySeconds: 300, leaseSeconds: 120 })
export class DunningTask implements TaskRunner {
  private readonly logger = new Logger(DunningTask.name);

  constructor(
    private readonly clock: Clock,
    private readonly sync: SubscriptionSync,
    @InjectRepository(SubscriptionEntity) private readonly rows: Repository<SubscriptionEntity>,
  ) {}

  async run(signal: AbortSignal): Promise<string> {
    const since = new Date(this.clock.now().getTime() - GRACE_DAYS * 24 * 60 * 60 * 1000);
    let [read, failed, silent] = [0, 0, 0];
    // All of them, page by page: some that can never be read must not hold up those behind them.
    for await (const row of this.due(since)) {
      if (signal.aborted) break;
      const result = await this.readAgain(row);
      silent = result === 'silence' ? silent + 1 : 0;
      if (result === 'read') read += 1;
      else failed += 1;
      if (silent === SILENCES) break;
    }
    const words = `${read + failed} subscriptions whose time to pay is up were read again, ${failed} of them in vain`;
    return silent === SILENCES ? `${words}; the rest waits until Stripe can be reached` : words;
  }

  private async *due(since: Date): AsyncGenerator<SubscriptionEntity> {
    for (let after = ''; ;) {
      const page = await this.rows.find({
        where: { service: 'payment_late', pastDueSince: LessThanOrEqual(since), id: MoreThan(after) },
        order: { id: 'ASC' },
        take: PAGE,
      });
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.id;
    }
  }

  /** One that fails does not hold up the others; it is due again the next time. */
  private async readAgain(row: SubscriptionEntity): Promise<'read' | 'failed' | 'silence'> {
    const { stripeSubscriptionId: id } = row;
    try {
      await this.sync.apply(id, {
        text: 'The time to pay is up',
        at: suspendsAt(row) ?? this.clock.now(),
      });
      return 'read';
    } catch (error) {
      // The gateway has told of it.
      if (isPassing(error) || isLockedOut(error)) return 'silence';
      this.logger.warn(
        `${id} could not be read again: ${error instanceof Error ? error.message : 'unknown'}`,
      );
      return 'failed';
    }
  }
}
