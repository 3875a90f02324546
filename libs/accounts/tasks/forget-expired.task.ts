import { Clock, queryRows, ScheduledTask, type TaskRunner } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Ended sessions stay this long, so that a stolen token used late is still recognised. */
const KEEP_DAYS = 30;

/** Deletes what has expired: sessions (with their tokens), one-time tokens and attempt counters. */
@Injectable()
@ScheduledTask({ name: 'accounts.forget-expired', everySeconds: 6 * 60 * 60 })
export class ForgetExpiredTask implements TaskRunner {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<string> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - KEEP_DAYS * 24 * 60 * 60 * 1000);
    const sessions = await this.delete('sessions WHERE expires_at < ? OR revoked_at < ?', [before, before]);
    const tokens = await this.delete('one_time_tokens WHERE expires_at < ?', [before]);
    const counters = await this.delete('attempt_counters WHERE window_ends_at < ?', [now]);
    return `${sessions} sessions, ${tokens} one-time tokens and ${counters} counters forgotten`;
  }

  private async delete(what: string, values: unknown[]): Promise<number> {
    return (await queryRows(this.database, `DELETE FROM ${what} RETURNING 1`, values)).length;
  }
}
