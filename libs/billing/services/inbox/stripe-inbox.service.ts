import { AuditLog, type AuditView } from '@automna/accounts';
import { UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { BillingError } from '../../billing.errors.js';
import { cursorAt, readCursor } from '../../domain/page-cursor.js';
import {
  StripeCustomerEntity,
  type StripeEventAttemptEntity,
  StripeEventEntity,
  type StripeEventState,
} from '../../persistence/billing-entities.js';
import { STRIPE_EVENT_JOB } from '../../tasks/stripe-event.job.js';
import { Customers } from '../checkout/customers.service.js';
import { EventAttempts } from './event-attempts.service.js';

const PAGE = 25;
const REPLAYED = 'billing.event_replayed';

export interface StoredEventsFilter {
  status?: StripeEventState;
  /** A type, or the beginning of one. */
  type?: string;
  /** Our id or Stripe's. */
  customer?: string;
  cursor?: string;
  limit?: number;
}

/** A stored webhook without its body, and whose it is. */
export interface StoredEvent extends Omit<StripeEventEntity, 'payload'> {
  userId: string | null;
}

/** The stored events of Stripe, for staff: find, read, carry out once more. */
@Injectable()
export class StripeInbox {
  constructor(
    private readonly work: UnitOfWork,
    private readonly audit: AuditLog,
    private readonly customers: Customers,
    private readonly attempts: EventAttempts,
    @InjectRepository(StripeEventEntity) private readonly events: Repository<StripeEventEntity>,
  ) {}

  /** Latest received first. Bodies stay where they are: some are hundreds of kilobytes. */
  async list(filter: StoredEventsFilter = {}): Promise<{ items: StoredEvent[]; nextCursor: string | null }> {
    const { status, type, customer, limit = PAGE } = filter;
    const query = this.events
      .createQueryBuilder('event')
      .select(COLUMNS.map((column) => `event.${column}`))
      .orderBy('event.receivedAt', 'DESC')
      .addOrderBy('event.id', 'DESC')
      .take(limit + 1);
    if (status) query.andWhere({ status });
    // A range instead of LIKE: `_` is part of many types, and text order finds every type with this beginning.
    if (type) query.andWhere('event.type >= :type AND event.type < :end', { type, end: `${type}\uffff` });
    if (customer) {
      const ids = customer.startsWith('cus_') ? [customer] : await this.customers.allStripeIdsOf(customer);
      query.andWhere('event.stripeCustomerId IN (:...ids)', { ids: ids.length > 0 ? ids : [''] });
    }
    const after = readCursor(filter.cursor);
    if (after) query.andWhere('(event.receivedAt, event.id) < (:at, :id)', after);
    const found = await query.getMany();
    const items = await this.withOwners(found.slice(0, limit));
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last ? cursorAt(last.receivedAt, last.id) : null };
  }

  /** @throws BillingError stripe_event_not_found */
  async get(id: string): Promise<{
    event: StoredEvent & { payload: string };
    attempts: StripeEventAttemptEntity[];
    replays: AuditView[];
  }> {
    const row = await this.events.findOneBy({ id });
    if (!row) throw notFound(id);
    const [[owned], attempts, acts] = await Promise.all([
      this.withOwners([row]),
      this.attempts.of(id),
      this.audit.list({ subject: id }),
    ]);
    return {
      event: { ...row, userId: owned?.userId ?? null },
      attempts,
      replays: acts.filter(({ action }) => action === REPLAYED),
    };
  }

  /**
   * Carries the event out once more, whatever came of it before. Its body and earlier outcomes stay; the new outcome
   * depends on what Stripe says now. @throws BillingError stripe_event_not_found
   */
  async replay(id: string, actor: { actorId: string; reason: string }): Promise<void> {
    await this.work.run(async (tx) => {
      const before = await tx.manager.findOneBy(StripeEventEntity, { id });
      if (!before) throw notFound(id);
      await tx.manager.update(StripeEventEntity, { id }, { status: 'pending' });
      await tx.enqueue({ kind: STRIPE_EVENT_JOB, payload: { eventId: id } });
      await this.audit.record(tx, {
        ...actor,
        action: REPLAYED,
        subject: id,
        before: { status: before.status, outcome: before.outcome },
        after: { status: 'pending' },
      });
    });
  }

  private async withOwners(rows: readonly StripeEventEntity[]): Promise<StoredEvent[]> {
    const ids = new Set(rows.flatMap(({ stripeCustomerId }) => stripeCustomerId ?? []));
    const owners = new Map(
      (ids.size === 0 ? [] : await this.ownersOf([...ids])).map((row) => [row.stripeCustomerId, row.userId]),
    );
    return rows.map(({ payload: _payload, ...row }) => ({
      ...row,
      userId: owners.get(row.stripeCustomerId) ?? null,
    }));
  }

  private ownersOf(ids: string[]): Promise<StripeCustomerEntity[]> {
    return this.events.manager
      .createQueryBuilder(StripeCustomerEntity, 'customer')
      .where('customer.stripeCustomerId IN (:...ids)', { ids })
      .getMany();
  }
}

const COLUMNS = [
  'id',
  'type',
  'apiVersion',
  'objectId',
  'stripeCustomerId',
  'status',
  'outcome',
  'eventAt',
  'receivedAt',
  'processedAt',
  'attempts',
  'conflicts',
  'lastConflictAt',
  'source',
] as const satisfies readonly (keyof StripeEventEntity)[];

function notFound(id: string): BillingError {
  return new BillingError('stripe_event_not_found', `No event ${id} was ever stored here.`);
}
