import { Clock, ScheduledTask, type TaskRunner } from '@automna/core';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, Repository } from 'typeorm';
import { GRACE_DAYS, suspendsAt } from '../domain/standing.js';
import { SubscriptionEntity } from '../persistence/billing-entities.js';
import { SubscriptionSync } from '../services/subscriptions/subscription-sync.service.js';

const BATCH = 200;

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
    const due = await this.rows.find({
      where: { service: 'payment_late', pastDueSince: LessThanOrEqual(since) },
      order: { pastDueSince: 'ASC' },
      take: BATCH,
    });
    let failed = 0;
    for (const row of due) {
      if (signal.aborted) break;
      if (!(await this.readAgain(row))) failed += 1;
    }
    return `${due.length} subscriptions whose time to pay is up were read again, ${failed} of them in vain`;
  }

  /** One that fails does not hold up the others; it is due again the next time. */
  private async readAgain(row: SubscriptionEntity): Promise<boolean> {
    const { stripeSubscriptionId: id } = row;
    try {
      await this.sync.apply(id, {
        text: 'The time to pay is up',
        at: suspendsAt(row) ?? this.clock.now(),
      });
      return true;
    } catch (error) {
      this.logger.warn(
        `${id} could not be read again: ${error instanceof Error ? error.message : 'unknown'}`,
      );
      return false;
    }
  }
}
