import { Users } from '@automna/accounts';
import { Leases, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { SubscriptionEntity } from '../../persistence/billing-entities.js';
import { Customers } from '../checkout/customers.service.js';
import { SubscriptionReader } from './subscription-reader.service.js';
import { SubscriptionWriter, type Written } from './subscription-writer.service.js';

/** Why a subscription is read again: shown on the timeline, dated as its source dates it. */
export interface Cause {
  /** `Stripe event evt_…`, `Checkout cs_…`. */
  text: string;
  at: Date;
}

// Renewed while the work runs; short, so that a crash does not hold up whoever comes next.
const LEASE = { ttlMs: 15_000, waitMs: 20_000 };
const ROUNDS = 5;

/**
 * The one way a subscription gets into the database: read the live object from Stripe, then write it with its
 * consequences. Whoever learns that something may have changed (webhook, success page) calls {@link apply}.
 */
@Injectable()
export class SubscriptionSync {
  constructor(
    private readonly leases: Leases,
    private readonly work: UnitOfWork,
    private readonly customers: Customers,
    private readonly reader: SubscriptionReader,
    private readonly users: Users,
    private readonly writer: SubscriptionWriter,
    @InjectRepository(SubscriptionEntity) private readonly rows: Repository<SubscriptionEntity>,
  ) {}

  /** Answers with one sentence about what came of it. @throws StripeError, LeaseBusyError */
  async apply(stripeSubscriptionId: string, cause: Cause): Promise<string> {
    const { outcome, tookOver } = await this.leases.run(
      `stripe-subscription:${stripeSubscriptionId}`,
      LEASE,
      ({ signal }) => this.readAndWrite(stripeSubscriptionId, cause, signal),
    );
    // What its customer is told could not be known while another one counted.
    return tookOver === undefined ? outcome : `${outcome}; ${await this.apply(tookOver, cause)}`;
  }

  /** A reading that became older than somebody else's write (a lost lease) is thrown away and taken again. */
  private async readAndWrite(id: string, cause: Cause, signal: AbortSignal): Promise<Written> {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const revision = (await this.rows.findOneBy({ stripeSubscriptionId: id }))?.revision ?? 0;
      const reading = await this.reader.read(id);
      if (!reading) return { outcome: `Stripe does not know ${id}; nothing was changed` };
      const userId = await this.customers.userOf(reading.columns.stripeCustomerId);
      if (!userId) return { outcome: `${id} belongs to no customer of ours; nothing was changed` };
      const contact = await this.users.get(userId);
      signal.throwIfAborted();
      const written = await this.work.run((tx) =>
        this.writer.write(tx, { ...reading, userId, contact, cause, revision }),
      );
      if (written.outcome !== 'stale') return written;
    }
    throw new Error(`${id} was written by somebody else ${ROUNDS} times in a row`);
  }
}
