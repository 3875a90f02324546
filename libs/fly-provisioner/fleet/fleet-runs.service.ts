import { Clock, newId, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Not, Repository } from 'typeorm';
import type { FleetFinding } from '../domain/findings.js';
import { type FleetCounts, NOTHING_COUNTED } from '../domain/fleet-run.js';
import { FleetFindingEntity } from '../persistence/fleet-finding.entity.js';
import { FleetRunEntity } from '../persistence/fleet-run.entity.js';
import type { Repaired } from './fleet-repair.service.js';

const KEPT_DAYS = 7;
const LONGEST_WAIT_MS = 60 * 60_000;

/** Comparisons and what they found. */
@Injectable()
export class FleetRuns {
  constructor(
    @InjectRepository(FleetRunEntity) private readonly runs: Repository<FleetRunEntity>,
    @InjectRepository(FleetFindingEntity) private readonly findings: Repository<FleetFindingEntity>,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The latest finished one; null before the first. */
  latest(): Promise<FleetRunEntity | null> {
    return this.runs.findOne({
      where: { status: Not('running' as const) },
      order: { startedAt: 'DESC', id: 'DESC' },
    });
  }

  /** Latest first. */
  async list(
    page: { cursor?: string; limit?: number } = {},
  ): Promise<{ items: FleetRunEntity[]; nextCursor: string | null }> {
    const { cursor, limit = 25 } = page;
    const found = await this.runs.find({
      where: cursor === undefined ? {} : { id: LessThan(cursor) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** The one that runs or waits for a worker. */
  running(): Promise<FleetRunEntity | null> {
    return this.runs.findOne({ where: { status: 'running' }, order: { startedAt: 'DESC' } });
  }

  stillRunning(id: string): Promise<FleetRunEntity | null> {
    return this.runs.findOneBy({ id, status: 'running' });
  }

  /** What is not repaired comes first. */
  findingsOf(runId: string): Promise<FleetFindingEntity[]> {
    return this.findings.find({
      where: { runId },
      order: { repairedAt: { direction: 'ASC', nulls: 'FIRST' }, id: 'ASC' },
    });
  }

  async begin(
    given: Pick<FleetRunEntity, 'mode' | 'trigger' | 'actorId' | 'reason'>,
    consequences: (tx: Tx, run: FleetRunEntity) => Promise<void> = () => Promise.resolve(),
  ): Promise<FleetRunEntity> {
    const run: FleetRunEntity = {
      ...given,
      id: newId('flr'),
      status: 'running',
      startedAt: this.clock.now(),
      finishedAt: null,
      error: null,
      counts: NOTHING_COUNTED,
      findings: 0,
      open: 0,
    };
    await this.unitOfWork.run(async (tx) => {
      await tx.manager.insert(FleetRunEntity, run);
      await consequences(tx, run);
    });
    return run;
  }

  /**
   * Called by whoever holds the lease, so nobody is at any of them: a crash left them running. One that staff asked for
   * may wait for its worker, but not for an hour.
   */
  async giveUpLost(): Promise<void> {
    const now = this.clock.now();
    await this.unitOfWork.run((tx) =>
      tx.query(
        `UPDATE fleet_runs SET status = 'failed', error = 'The process ended', finished_at = ?
         WHERE status = 'running' AND (trigger <> 'staff' OR started_at < ?)`,
        [now, new Date(now.getTime() - LONGEST_WAIT_MS)],
      ),
    );
  }

  async found(runId: string, found: readonly FleetFinding[]): Promise<FleetFindingEntity[]> {
    const rows = found.map((finding) => ({
      ...finding,
      id: newId('flf'),
      runId,
      repairedAt: null,
      outcome: null,
    }));
    await this.unitOfWork.run(async (tx) => {
      await tx.query('DELETE FROM fleet_findings WHERE run_id = ?', [runId]);
      for (let at = 0; at < rows.length; at += 50) {
        await tx.manager.insert(FleetFindingEntity, rows.slice(at, at + 50));
      }
    });
    return rows;
  }

  async settle(finding: FleetFindingEntity, { repaired, outcome }: Repaired): Promise<void> {
    finding.outcome = outcome;
    finding.repairedAt = repaired ? this.clock.now() : null;
    const { id, repairedAt } = finding;
    await this.unitOfWork.run((tx) => tx.manager.update(FleetFindingEntity, { id }, { outcome, repairedAt }));
  }

  async finish(
    run: FleetRunEntity,
    counts: FleetCounts,
    findings: readonly FleetFindingEntity[],
  ): Promise<void> {
    const open = findings.filter(({ repairedAt }) => repairedAt === null).length;
    const patch = {
      status: 'done' as const,
      finishedAt: this.clock.now(),
      counts,
      findings: findings.length,
      open,
    };
    Object.assign(run, patch);
    await this.unitOfWork.run((tx) => tx.manager.update(FleetRunEntity, { id: run.id }, patch));
  }

  async fail(run: FleetRunEntity, error: string): Promise<void> {
    const patch = { status: 'failed' as const, error, finishedAt: this.clock.now() };
    Object.assign(run, patch);
    await this.unitOfWork.run((tx) => tx.manager.update(FleetRunEntity, { id: run.id }, patch));
  }

  /** A pass every five minutes is a lot of paper. */
  async forgetOld(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_DAYS * 86_400_000);
    await this.unitOfWork.run((tx) =>
      tx.query(`DELETE FROM fleet_runs WHERE started_at < ? AND status <> 'running'`, [before]),
    );
  }
}
