import { Logger } from '@nestjs/common';
import { ManualClock } from '../clock/exports.js';
import { type LibsqlDataSource, openTestDatabase, queryRows } from '../database/exports.js';
import { OutboxHandler, OutboxJobs, OutboxSignal, PermanentFailure } from './exports.js';
import { backoffMs } from './outbox-backoff.js';
import { PruneJobsTask } from './prune-jobs.task.js';
import { createTestWork } from './testing.js';

@OutboxHandler({ kind: 'test.fragile' })
class Fragile {
  broken = true;

  handle(): Promise<void> {
    return this.broken ? Promise.reject(new PermanentFailure('broken')) : Promise.resolve();
  }
}

// Failures are the subject here; their log lines would only hide others.
Logger.overrideLogger(false);

describe('OutboxJobs', () => {
  const clock = new ManualClock();
  let db: LibsqlDataSource;

  beforeEach(async () => {
    db = await openTestDatabase({ entities: [] });
  });
  afterEach(() => db.destroy());

  it('forgets what was done a month ago, except what its dedupe key must remember and dead letters', async () => {
    const { uow } = createTestWork(db, { clock });
    const past = new Date(clock.now().getTime() - 31 * 24 * 60 * 60 * 1000);
    await uow.run(async (tx) => {
      await tx.enqueue({ kind: 'old', payload: {} });
      await tx.enqueue({ kind: 'old.keyed', payload: {}, dedupeKey: 'k' });
      await tx.query(`UPDATE outbox_jobs SET status = 'done', finished_at = ?`, [past]);
      await tx.enqueue({ kind: 'dead', payload: {} });
      await tx.query(`UPDATE outbox_jobs SET status = 'dead', finished_at = ? WHERE kind = 'dead'`, [past]);
      await tx.enqueue({ kind: 'fresh', payload: {} });
      await tx.query(`UPDATE outbox_jobs SET status = 'done', finished_at = ? WHERE kind = 'fresh'`, [
        clock.now(),
      ]);
    });
    expect(await new PruneJobsTask(db, clock).run()).toBe('1 finished jobs forgotten');
    const kinds = await queryRows<{ kind: string }>(db, 'SELECT kind FROM outbox_jobs ORDER BY kind');
    expect(kinds.map((job) => job.kind)).toEqual(['dead', 'fresh', 'old.keyed']);
  });

  it('counts, lists dead letters and gives one a second chance', async () => {
    const fragile = new Fragile();
    const { uow, worker } = createTestWork(db, { clock, handlers: [fragile] });
    const jobs = new OutboxJobs(db, clock, new OutboxSignal());
    await uow.run((tx) => tx.enqueue({ kind: 'test.fragile', payload: { private: 'x' } }));
    await worker.drainOnce();
    expect(await jobs.counts()).toEqual({ pending: 0, running: 0, done: 0, dead: 1 });
    const [dead] = await jobs.list('dead');
    expect(dead).toMatchObject({ kind: 'test.fragile', attempt: 1, lastError: 'PermanentFailure: broken' });
    expect(JSON.stringify(dead)).not.toContain('private');

    fragile.broken = false;
    expect(await jobs.retry(String(dead?.id))).toBe(true);
    expect(await jobs.retry(String(dead?.id))).toBe(false);
    await worker.drainOnce();
    expect(await jobs.counts()).toMatchObject({ done: 1, dead: 0 });
  });
});

it('backoffMs doubles from a second to an hour, within 20 %', () => {
  expect([1, 2, 5].map((attempt) => backoffMs(attempt, 0.5))).toEqual([1000, 2000, 16_000]);
  expect(backoffMs(40, 0.5)).toBe(3_600_000);
  expect([backoffMs(1, 0), backoffMs(1, 1)]).toEqual([800, 1200]);
});
