import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { queryRows } from '../database/sql.js';
import { DomainError } from '../errors/exports.js';
import { newId } from '../ids/exports.js';
import { withHeartbeat } from './heartbeat.js';
import { LeaseClock } from './lease-clock.js';

export interface LeaseOptions {
  /** After a crash the lease frees itself after this time. Default 30 000. */
  ttlMs?: number;
  /** How long to wait for somebody else's work. Default 0: fail at once. */
  waitMs?: number;
}

export interface HeldLease {
  /** Aborts when the lease is lost: stop before the next outside call. */
  readonly signal: AbortSignal;
  readonly owner: string;
}

/** Somebody else holds the lease and did not finish in time. In a request this is a 503 with Retry-After. */
export class LeaseBusyError extends DomainError {
  constructor(readonly lease: string) {
    const spec = { status: 503, title: 'Busy right now' };
    const headers = { 'retry-after': '2' };
    super('temporarily_unavailable', spec, 'This is being worked on right now. Try again in a moment.', {
      headers,
    });
  }
}

const POLL_MS = 100;

/**
 * Named locks that survive crashes and hold between processes: a row with an owner token and an end. The lease is
 * renewed as long as the work runs, and freed only by its owner or by time.
 */
@Injectable()
export class Leases {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: LeaseClock,
  ) {}

  /** Never call it inside a transaction. @throws LeaseBusyError after `waitMs`. */
  async run<T>(name: string, options: LeaseOptions, work: (lease: HeldLease) => Promise<T>): Promise<T> {
    const { ttlMs = 30_000, waitMs = 0 } = options;
    const owner = newId('own');
    await this.acquire(name, owner, ttlMs, waitMs);
    try {
      const renew = (): Promise<boolean> => this.renew(name, owner, ttlMs);
      return await withHeartbeat({ what: name, ttlMs, renew }, (signal) => work({ signal, owner }));
    } finally {
      await this.release(name, owner);
    }
  }

  private async acquire(name: string, owner: string, ttlMs: number, waitMs: number): Promise<void> {
    const deadline = performance.now() + waitMs;
    while (!(await this.take(name, owner, ttlMs))) {
      const left = deadline - performance.now();
      if (left <= 0) throw new LeaseBusyError(name);
      await delay(Math.min(left, POLL_MS * (0.5 + Math.random())));
    }
  }

  private async take(name: string, owner: string, ttlMs: number): Promise<boolean> {
    const sql = `INSERT INTO leases (name, owner, expires_at) VALUES (?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
      WHERE leases.expires_at <= ? RETURNING owner`;
    const now = this.clock.now();
    return (await queryRows(this.dataSource, sql, [name, owner, this.end(now, ttlMs), now])).length > 0;
  }

  private async renew(name: string, owner: string, ttlMs: number): Promise<boolean> {
    const sql = 'UPDATE leases SET expires_at = ? WHERE name = ? AND owner = ? RETURNING name';
    return (
      (await queryRows(this.dataSource, sql, [this.end(this.clock.now(), ttlMs), name, owner])).length > 0
    );
  }

  private async release(name: string, owner: string): Promise<void> {
    await queryRows(this.dataSource, 'DELETE FROM leases WHERE name = ? AND owner = ?', [name, owner]);
  }

  private end(now: Date, ttlMs: number): Date {
    return new Date(now.getTime() + ttlMs);
  }
}
