import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock/exports.js';
import { queryRows } from '../database/sql.js';
import { OutboxSignal } from './outbox-signal.js';

export const JOB_STATUSES = ['pending', 'running', 'done', 'dead'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job as staff see it. No payload: it is nobody's business on a screen. */
export interface JobSummary {
  id: string;
  kind: string;
  status: JobStatus;
  attempt: number;
  maxAttempts: number;
  runAt: Date;
  createdAt: Date;
  lastError: string | null;
}

interface SummaryRow {
  id: string;
  kind: string;
  status: JobStatus;
  attempt: number;
  max_attempts: number;
  run_at: string;
  created_at: string;
  last_error: string | null;
}

/** The outbox for metrics and staff: how much waits, what died, and a second chance for it. */
@Injectable()
export class OutboxJobs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly signal: OutboxSignal,
  ) {}

  async counts(): Promise<Record<JobStatus, number>> {
    const sql = 'SELECT status, COUNT(*) AS count FROM outbox_jobs GROUP BY status';
    const rows = await queryRows<{ status: JobStatus; count: number }>(this.dataSource, sql);
    const counts = { pending: 0, running: 0, done: 0, dead: 0 };
    for (const row of rows) counts[row.status] = row.count;
    return counts;
  }

  /** Newest first. */
  async list(status: JobStatus, limit = 50): Promise<JobSummary[]> {
    const sql = `SELECT id, kind, status, attempt, max_attempts, run_at, created_at, last_error
      FROM outbox_jobs WHERE status = ? ORDER BY id DESC LIMIT ?`;
    return (await queryRows<SummaryRow>(this.dataSource, sql, [status, limit])).map(toSummary);
  }

  /** Puts a dead letter back in the queue with all its attempts. False when there is no such dead job. */
  async retry(id: string): Promise<boolean> {
    const sql = `UPDATE outbox_jobs SET status = 'pending', attempt = 0, run_at = ?, finished_at = NULL
      WHERE id = ? AND status = 'dead' RETURNING id`;
    const revived = await queryRows(this.dataSource, sql, [this.clock.now(), id]);
    this.signal.notify();
    return revived.length > 0;
  }
}

function toSummary(row: SummaryRow): JobSummary {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    runAt: new Date(row.run_at),
    createdAt: new Date(row.created_at),
    lastError: row.last_error,
  };
}
