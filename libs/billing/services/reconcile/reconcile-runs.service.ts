import { Clock, newId, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThan, Repository } from 'typeorm';
import type { Drift } from '../../domain/drift-kinds.js';
import { NOTHING_COUNTED, type ReconcileCounts } from '../../domain/reconcile-run.js';
import { ReconcileFindingEntity, ReconcileRunEntity } from '../../persistence/billing-entities.js';
import type { Repaired } from './reconcile-repair.service.js';

const DAY_MS = 86_400_000;
const KEPT_MS = 90 * DAY_MS;
/** Stripe's own memory of events. */
const EVENTS_KEPT_MS = 30 * DAY_MS;
/** A worker that has not come by then will not come. */
const AWAITED_MS = 10 * 60_000;
/** Events show up in Stripe's list a moment after they were made: each pass looks a little further back. */
const OVERLAP_MS = 2 * 3_600_000;

export type NewRun = Pick<ReconcileRunEntity, 'mode' | 'trigger' | 'actorId' | 'reason'>;

/** The written record of every comparison. */
@Injectable()
export class ReconcileRuns {
  constructor(
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
    @InjectRepository(ReconcileRunEntity) private readonly runs: Repository<ReconcileRunEntity>,
    @InjectRepository(ReconcileFindingEntity)
    private readonly findings: Repository<ReconcileFindingEntity>,
  ) {}

  /** Call it while holding the lease: a run that is still `running` then lost its process. `also` joins the writing. */
  async begin(
    input: NewRun,
    also?: (tx: Tx, run: ReconcileRunEntity) => Promise<void>,
  ): Promise<ReconcileRunEntity> {
    const now = this.clock.now();
    const run = Object.assign(new ReconcileRunEntity(), {
      ...input,
      id: newId('rec'),
      status: 'running' as const,
      startedAt: now,
      finishedAt: null,
      error: null,
      counts: { ...NOTHING_COUNTED },
      findings: 0,
      open: 0,
    });
    await this.work.run(async (tx) => {
      await tx.manager.update(
        ReconcileRunEntity,
        { status: 'running' },
        { status: 'failed', finishedAt: now, error: 'Its process ended before it was done' },
      );
      await tx.query('DELETE FROM reconcile_runs WHERE started_at < ?', [
        new Date(now.getTime() - KEPT_MS).toISOString(),
      ]);
      await tx.manager.insert(ReconcileRunEntity, run);
      await also?.(tx, run);
    });
    return run;
  }

  /** Between a member of staff's request and the worker nobody holds the lease: the row says that somebody waits. */
  async isAwaited(): Promise<boolean> {
    const run = await this.runs.findOneBy({ status: 'running', trigger: 'staff' });
    return run !== null && this.clock.now().getTime() - run.startedAt.getTime() < AWAITED_MS;
  }

  /** Null when somebody else ended it. */
  stillRunning(id: string): Promise<ReconcileRunEntity | null> {
    return this.runs.findOneBy({ id, status: 'running' });
  }

  /** Writes down what was found, in place of what an attempt before found. */
  async found(run: ReconcileRunEntity, drifts: readonly Drift[]): Promise<ReconcileFindingEntity[]> {
    const rows = drifts.map((drift) =>
      Object.assign(new ReconcileFindingEntity(), {
        ...drift,
        id: newId('fnd'),
        runId: run.id,
        repairedAt: null,
        outcome: null,
      }),
    );
    await this.work.run(async (tx) => {
      await tx.manager.delete(ReconcileFindingEntity, { runId: run.id });
      for (let from = 0; from < rows.length; from += 50) {
        await tx.manager.insert(ReconcileFindingEntity, rows.slice(from, from + 50));
      }
    });
    return rows;
  }

  async settle(finding: ReconcileFindingEntity, { repaired, outcome }: Repaired): Promise<void> {
    finding.repairedAt = repaired ? this.clock.now() : null;
    finding.outcome = outcome;
    const { id, repairedAt } = finding;
    await this.work.run((tx) => tx.manager.update(ReconcileFindingEntity, { id }, { repairedAt, outcome }));
  }

  async finish(
    run: ReconcileRunEntity,
    counts: ReconcileCounts,
    findings: readonly ReconcileFindingEntity[],
  ): Promise<void> {
    Object.assign(run, {
      status: 'done',
      finishedAt: this.clock.now(),
      counts,
      findings: findings.length,
      open: findings.filter(({ repairedAt }) => repairedAt === null).length,
    });
    await this.save(run);
  }

  async fail(run: ReconcileRunEntity, error: string): Promise<void> {
    Object.assign(run, { status: 'failed', finishedAt: this.clock.now(), error });
    await this.save(run);
  }

  /** From when on events must be looked at: the last pass that left no missing event behind. */
  async eventsSince(): Promise<Date> {
    const now = this.clock.now().getTime();
    const [last] = await this.runs.query<{ started_at: string }[]>(
      `SELECT started_at FROM reconcile_runs AS run WHERE status = 'done' AND NOT EXISTS
         (SELECT 1 FROM reconcile_findings WHERE run_id = run.id AND kind = 'event_missing' AND repaired_at IS NULL)
       ORDER BY started_at DESC LIMIT 1`,
    );
    const since = last ? Date.parse(last.started_at) - OVERLAP_MS : 0;
    return new Date(Math.max(since, now - EVENTS_KEPT_MS));
  }

  /** The latest finished pass. A failed one found nothing out. */
  latest(): Promise<ReconcileRunEntity | null> {
    return this.runs.findOne({ where: { status: 'done' }, order: { startedAt: 'DESC', id: 'DESC' } });
  }

  running(): Promise<ReconcileRunEntity | null> {
    return this.runs.findOneBy({ status: 'running' });
  }

  /** Unrepaired ones first. */
  async findingsOf(runId: string, limit = 1000): Promise<ReconcileFindingEntity[]> {
    return this.findings
      .createQueryBuilder('finding')
      .where({ runId })
      .orderBy('finding.repairedAt IS NULL', 'DESC')
      .addOrderBy('finding.id')
      .limit(limit)
      .getMany();
  }

  /** What is still wrong about one customer according to the latest pass. */
  async openOf(userId: string): Promise<(ReconcileFindingEntity & { foundAt: Date })[]> {
    const run = await this.latest();
    if (!run) return [];
    const findings = await this.findings.findBy({ runId: run.id, userId, repairedAt: IsNull() });
    return findings.map((finding) => ({ ...finding, foundAt: run.startedAt }));
  }

  /** Latest first. */
  async list(
    page: { cursor?: string; limit?: number } = {},
  ): Promise<{ items: ReconcileRunEntity[]; nextCursor: string | null }> {
    const { cursor, limit = 25 } = page;
    const found = await this.runs.find({
      where: cursor === undefined ? {} : { id: LessThan(cursor) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  private async save({ id, ...columns }: ReconcileRunEntity): Promise<void> {
    await this.work.run((tx) => tx.manager.update(ReconcileRunEntity, { id }, columns));
  }
}
