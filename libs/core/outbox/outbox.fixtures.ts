import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ManualClock } from '../clock/exports.js';
import { type LibsqlDataSource, openTestDatabase, queryRows } from '../database/exports.js';
import { type Job, OutboxHandler } from './exports.js';
import { type TestWork, createTestWork } from './testing.js';

export type Handle = (job: Job, signal: AbortSignal) => Promise<void>;

/** A handler whose behaviour a test sets. */
@OutboxHandler({ kind: 'test.work', leaseSeconds: 30 })
export class Work {
  readonly attempts: number[] = [];
  constructor(private readonly does: Handle = () => Promise.resolve()) {}

  handle(job: Job, signal: AbortSignal): Promise<void> {
    this.attempts.push(job.attempt);
    return this.does(job, signal);
  }
}

/** An outbox on a file of its own, seen by two processes; opened and closed around each test of the `describe`. */
export class OutboxStage {
  clock = new ManualClock();
  leaseClock = new ManualClock();
  db!: LibsqlDataSource;
  /** A second data source on the same file stands for a second process. */
  rival!: LibsqlDataSource;

  static forEachTest(): OutboxStage {
    const stage = new OutboxStage();
    // Failures are the subject here; their log lines would only hide others.
    Logger.overrideLogger(false);
    beforeEach(() => stage.open());
    afterEach(() => stage.close());
    return stage;
  }

  readonly workOf = (handler: object, on = this.db): TestWork =>
    createTestWork(on, { clock: this.clock, leaseClock: this.leaseClock, handlers: [handler] });

  readonly add = (work: TestWork, job: { maxAttempts?: number; runAt?: Date } = {}): Promise<void> =>
    work.uow.run((tx) => tx.enqueue({ kind: 'test.work', payload: { n: 1 }, ...job }));

  readonly row = async () => {
    const rows = await queryRows<{ status: string; attempt: number; last_error: string; run_at: string }>(
      this.db,
      'SELECT status, attempt, last_error, run_at FROM outbox_jobs',
    );
    return rows[0] ?? { status: 'none', attempt: -1, last_error: '', run_at: '' };
  };

  private async open(): Promise<void> {
    this.clock = new ManualClock();
    this.leaseClock = new ManualClock();
    this.db = await openTestDatabase({ entities: [] });
    this.rival = await openTestDatabase({ entities: [], url: this.db.options.database as string });
  }

  private async close(): Promise<void> {
    jest.useRealTimers();
    await this.rival.destroy();
    await this.db.destroy();
  }
}
