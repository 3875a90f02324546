import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock/exports.js';
import { queryRows } from '../database/sql.js';
import { newId } from '../ids/exports.js';
import { LeaseClock } from '../leases/exports.js';
import type { Job } from './outbox-types.js';

/** A job in the hands of one worker. `owner` is new for every claim, so an old holder can settle nothing. */
export interface ClaimedJob extends Job {
  owner: string;
  maxAttempts: number;
}

/** How an attempt ended. `countsAsAttempt: false` gives the attempt back. */
export type Outcome =
  | { status: 'done' }
  | { status: 'dead'; reason: string }
  | { status: 'pending'; runAt: Date; reason: string; countsAsAttempt: boolean };

interface JobRow {
  id: string;
  kind: string;
  payload: string;
  attempt: number;
  max_attempts: number;
  created_at: string;
}

/** Waiting and due, or in the hands of a worker whose lease has run out. Takes (now, leaseNow). */
const CLAIMABLE = `((status = 'pending' AND run_at <= ?) OR (status = 'running' AND lease_until <= ?))`;

/** The statements of the outbox. Each is a compare-and-set of its own: no two workers can win. */
@Injectable()
export class OutboxStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly leaseClock: LeaseClock,
  ) {}

  /** Takes the oldest due job of the kinds given; `leaseMs` says for how long. */
  async claim(kinds: readonly string[], leaseMs: (kind: string) => number): Promise<ClaimedJob | undefined> {
    if (kinds.length === 0) return undefined;
    for (;;) {
      const next = await this.nextDue(kinds);
      if (!next) return undefined;
      const claimed = await this.take(next.id, leaseMs(next.kind));
      if (claimed) return claimed;
      // Another worker was faster; look for the next one.
    }
  }

  /** False when the lease is no longer this claim's. */
  async renew(job: ClaimedJob, leaseMs: number): Promise<boolean> {
    const sql = `UPDATE outbox_jobs SET lease_until = ? WHERE id = ? AND lease_owner = ? RETURNING id`;
    return (await queryRows(this.dataSource, sql, [this.leaseEnd(leaseMs), job.id, job.owner])).length > 0;
  }

  /** Records the end of an attempt. False, and nothing changes, when the lease is no longer this claim's. */
  async settle(job: ClaimedJob, outcome: Outcome): Promise<boolean> {
    const again = outcome.status === 'pending';
    const sql = `UPDATE outbox_jobs SET status = ?, lease_owner = NULL, lease_until = NULL, last_error = ?,
        run_at = COALESCE(?, run_at), attempt = attempt - ?, finished_at = ?
      WHERE id = ? AND lease_owner = ? RETURNING id`;
    const settled = await queryRows(this.dataSource, sql, [
      outcome.status,
      outcome.status === 'done' ? null : outcome.reason,
      again ? outcome.runAt : null,
      again && !outcome.countsAsAttempt ? 1 : 0,
      again ? null : this.clock.now(),
      job.id,
      job.owner,
    ]);
    return settled.length > 0;
  }

  /** Kinds with waiting jobs that nobody here knows; a deployment without a handler must not go unnoticed. */
  async orphanKinds(known: readonly string[]): Promise<string[]> {
    const sql = `SELECT DISTINCT kind FROM outbox_jobs WHERE status IN ('pending', 'running')`;
    const rows = await queryRows<{ kind: string }>(this.dataSource, sql);
    return rows.map((row) => row.kind).filter((kind) => !known.includes(kind));
  }

  private async nextDue(kinds: readonly string[]): Promise<{ id: string; kind: string } | undefined> {
    const marks = kinds.map(() => '?').join(', ');
    const sql = `SELECT id, kind FROM outbox_jobs WHERE ${CLAIMABLE} AND kind IN (${marks}) ORDER BY run_at, id LIMIT 1`;
    const due = [this.clock.now(), this.leaseClock.now(), ...kinds];
    return (await queryRows<{ id: string; kind: string }>(this.dataSource, sql, due))[0];
  }

  private async take(id: string, leaseMs: number): Promise<ClaimedJob | undefined> {
    const owner = newId('own');
    const sql = `UPDATE outbox_jobs SET status = 'running', attempt = attempt + 1, lease_owner = ?, lease_until = ?
      WHERE id = ? AND ${CLAIMABLE} RETURNING id, kind, payload, attempt, max_attempts, created_at`;
    const values = [owner, this.leaseEnd(leaseMs), id, this.clock.now(), this.leaseClock.now()];
    const row = (await queryRows<JobRow>(this.dataSource, sql, values))[0];
    return row && toJob(row, owner);
  }

  private leaseEnd(leaseMs: number): Date {
    return new Date(this.leaseClock.now().getTime() + leaseMs);
  }
}

function toJob(row: JobRow, owner: string): ClaimedJob {
  return {
    id: row.id,
    kind: row.kind,
    payload: JSON.parse(row.payload) as Record<string, unknown>,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    createdAt: new Date(row.created_at),
    owner,
  };
}
