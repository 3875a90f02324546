import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock/exports.js';
import { OutboxRegistry } from '../outbox/outbox-registry.js';
import { OutboxSignal } from '../outbox/outbox-signal.js';
import type { DomainEvent, NewJob } from '../outbox/outbox-types.js';
import { eventJobs, insertJob } from '../outbox/outbox-writer.js';
import { queryRows } from './sql.js';

/** One open write transaction. Hand it on as an argument; it is void once `run` has returned. */
export interface Tx {
  readonly manager: EntityManager;
  query<T = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<T[]>;
  /** Adds a job to the outbox: it exists if and only if this transaction commits. */
  enqueue(job: NewJob): Promise<void>;
  /** Tells every `@OnEvent` subscriber, by one durable job each. */
  publish(event: DomainEvent): Promise<void>;
}

/**
 * State and its consequences in one write transaction (BEGIN IMMEDIATE). Keep it short and never call a vendor inside:
 * enqueue a job instead. Units of work do not nest; pass the `tx` on.
 */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly registry: OutboxRegistry,
    private readonly signal: OutboxSignal,
  ) {}

  /** @throws NestedTransactionError inside another unit of work; WrongManagerError for a query that goes past `tx`. */
  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let enqueued = false;
    const result = await this.dataSource.transaction((manager) => {
      const enqueue = async (job: NewJob): Promise<void> => {
        await insertJob(manager, job, this.clock.now());
        enqueued = true;
      };
      const publish = async (event: DomainEvent): Promise<void> => {
        for (const job of eventJobs(event, this.registry.subscribersOf(event.name))) await enqueue(job);
      };
      return work({ manager, query: (sql, params) => queryRows(manager, sql, params), enqueue, publish });
    });
    if (enqueued) this.signal.notify();
    return result;
  }
}
