import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../clock/exports.js';
import { queryRows } from '../database/sql.js';
import { newId } from '../ids/exports.js';
import { LeaseClock } from '../leases/exports.js';

/** A run in the hands of one process. */
export interface ClaimedTask {
  name: string;
  owner: string;
  dueAt: Date;
  everySeconds: number;
}

export interface TaskState {
  name: string;
  everySeconds: number;
  enabled: boolean;
  running: boolean;
  nextRunAt: Date;
  lastStartedAt: Date | null;
  lastFinishedAt: Date | null;
  lastOk: boolean | null;
  lastResult: string | null;
}

interface TaskRow {
  name: string;
  every_seconds: number;
  enabled: number;
  next_run_at: string;
  lease_until: string | null;
  last_started_at: string | null;
  last_finished_at: string | null;
  last_ok: number | null;
  last_result: string | null;
}

/** The rows of the scheduled tasks. Due times follow the clock, leases the machine's own time. */
@Injectable()
export class TaskStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly leaseClock: LeaseClock,
  ) {}

  /** Adds the task if it is new; a new interval takes effect after the next run. */
  async register(name: string, everySeconds: number): Promise<void> {
    const sql = `INSERT INTO scheduled_tasks (name, every_seconds, enabled, next_run_at) VALUES (?, ?, 1, ?)
      ON CONFLICT (name) DO UPDATE SET every_seconds = excluded.every_seconds
      WHERE scheduled_tasks.every_seconds <> excluded.every_seconds`;
    await queryRows(this.dataSource, sql, [name, everySeconds, this.clock.now()]);
  }

  async dueNames(): Promise<string[]> {
    const sql = `SELECT name FROM scheduled_tasks WHERE ${DUE} ORDER BY next_run_at`;
    const rows = await queryRows<{ name: string }>(this.dataSource, sql, [
      this.clock.now(),
      this.leaseClock.now(),
    ]);
    return rows.map((row) => row.name);
  }

  /** Takes the run if it is still due and nobody has it. */
  async claim(name: string, leaseMs: number): Promise<ClaimedTask | undefined> {
    const owner = newId('own');
    const now = this.clock.now();
    const sql = `UPDATE scheduled_tasks SET lease_owner = ?, lease_until = ?, last_started_at = ?
      WHERE name = ? AND ${DUE} RETURNING next_run_at, every_seconds`;
    const values = [owner, this.leaseEnd(leaseMs), now, name, now, this.leaseClock.now()];
    const row = (await queryRows<TaskRow>(this.dataSource, sql, values))[0];
    return row && { name, owner, dueAt: new Date(row.next_run_at), everySeconds: row.every_seconds };
  }

  async renew(task: ClaimedTask, leaseMs: number): Promise<boolean> {
    const sql =
      'UPDATE scheduled_tasks SET lease_until = ? WHERE name = ? AND lease_owner = ? RETURNING name';
    return (
      (await queryRows(this.dataSource, sql, [this.leaseEnd(leaseMs), task.name, task.owner])).length > 0
    );
  }

  /** Records the result and the next time. False when the lease went to another process meanwhile. */
  async settle(
    task: ClaimedTask,
    result: { ok: boolean; text: string | null; nextRunAt: Date },
  ): Promise<boolean> {
    const sql = `UPDATE scheduled_tasks SET lease_owner = NULL, lease_until = NULL, next_run_at = ?,
        last_finished_at = ?, last_ok = ?, last_result = ? WHERE name = ? AND lease_owner = ? RETURNING name`;
    const values = [result.nextRunAt, this.clock.now(), result.ok, result.text, task.name, task.owner];
    return (await queryRows(this.dataSource, sql, values)).length > 0;
  }

  async all(): Promise<TaskState[]> {
    const rows = await queryRows<TaskRow>(this.dataSource, 'SELECT * FROM scheduled_tasks ORDER BY name');
    return rows.map((row) => toState(row, this.leaseClock.now()));
  }

  async setEnabled(name: string, enabled: boolean): Promise<boolean> {
    const sql = 'UPDATE scheduled_tasks SET enabled = ? WHERE name = ? RETURNING name';
    return (await queryRows(this.dataSource, sql, [enabled, name])).length > 0;
  }

  /** Makes the task due at once. */
  async runSoon(name: string): Promise<boolean> {
    const sql = 'UPDATE scheduled_tasks SET next_run_at = ? WHERE name = ? RETURNING name';
    return (await queryRows(this.dataSource, sql, [this.clock.now(), name])).length > 0;
  }

  private leaseEnd(leaseMs: number): Date {
    return new Date(this.leaseClock.now().getTime() + leaseMs);
  }
}

/** Takes (now, leaseNow). */
const DUE = 'enabled = 1 AND next_run_at <= ? AND (lease_until IS NULL OR lease_until <= ?)';

function toState(row: TaskRow, leaseNow: Date): TaskState {
  const moment = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    name: row.name,
    everySeconds: row.every_seconds,
    enabled: row.enabled === 1,
    running: row.lease_until !== null && new Date(row.lease_until) > leaseNow,
    nextRunAt: new Date(row.next_run_at),
    lastStartedAt: moment(row.last_started_at),
    lastFinishedAt: moment(row.last_finished_at),
    lastOk: row.last_ok === null ? null : row.last_ok === 1,
    lastResult: row.last_result,
  };
}
