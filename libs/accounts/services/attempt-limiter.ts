import { Clock, hashToken, queryRows } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountError } from '../accounts.errors.js';
import type { AttemptRule } from '../domain/attempt-rules.js';

interface CounterRow {
  count: number;
  window_ends_at: string;
}

/**
 * Counts attempts in the database, so every process counts together. An attempt is counted before it is made, in one
 * statement: parallel guesses cannot slip through. A window ends at a fixed time however many attempts follow, so
 * nobody can be locked out for good by somebody else's guessing.
 */
@Injectable()
export class AttemptLimiter {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Counts one attempt. @throws AccountError too_many_attempts with `Retry-After` when it is one too many. */
  async take(rule: AttemptRule, subject: string): Promise<void> {
    const endsAt = await this.exceededUntil(rule, subject);
    if (!endsAt) return;
    const seconds = Math.max(1, Math.ceil((endsAt.getTime() - this.clock.now().getTime()) / 1000));
    const minutes = Math.ceil(seconds / 60);
    throw new AccountError(
      'too_many_attempts',
      `Please try again in ${minutes} minute${minutes === 1 ? '' : 's'}.`,
      {
        headers: { 'Retry-After': String(seconds) },
      },
    );
  }

  /** Counts one attempt; false when it is one too many. For places that must not tell. */
  async allows(rule: AttemptRule, subject: string): Promise<boolean> {
    return (await this.exceededUntil(rule, subject)) === null;
  }

  /** The attempt was a good one: it does not count. */
  async giveBack(rule: AttemptRule, subject: string): Promise<void> {
    const sql = 'UPDATE attempt_counters SET count = count - 1 WHERE key = ? AND count > 0';
    await this.database.query(sql, [keyOf(rule, subject)]);
  }

  /** Starts anew, after proof of who is there. */
  async clear(rule: AttemptRule, subject: string): Promise<void> {
    await this.database.query('DELETE FROM attempt_counters WHERE key = ?', [keyOf(rule, subject)]);
  }

  private async exceededUntil(rule: AttemptRule, subject: string): Promise<Date | null> {
    const now = this.clock.now();
    const endsAt = new Date(now.getTime() + rule.minutes * 60_000);
    const [row] = await queryRows<CounterRow>(
      this.database,
      `INSERT INTO attempt_counters (key, count, window_ends_at) VALUES (?, 1, ?)
       ON CONFLICT (key) DO UPDATE SET
         count = CASE WHEN window_ends_at <= ? THEN 1 ELSE count + 1 END,
         window_ends_at = CASE WHEN window_ends_at <= ? THEN excluded.window_ends_at ELSE window_ends_at END
       RETURNING count, window_ends_at`,
      [keyOf(rule, subject), endsAt, now, now],
    );
    return row && row.count > rule.limit ? new Date(row.window_ends_at) : null;
  }
}

/** Hashed: a list of counters need not be a list of people's addresses. */
function keyOf(rule: AttemptRule, subject: string): string {
  return hashToken(`${rule.scope}\n${subject}`);
}
