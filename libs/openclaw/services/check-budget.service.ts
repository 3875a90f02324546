import { Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { OpenClawError } from '../openclaw.errors.js';

const WINDOW_MS = 10 * 60_000;

/** Tries per window, one customer. */
const PER_CUSTOMER = 10;

/**
 * Tries per window, all customers of one messenger together. Discord bans an address after 10 000 refused requests in
 * ten minutes; every customer's bad token counts against ours, so the house stays far below.
 */
const PER_HOUSE = 600;

/**
 * Counts token checks before they are made, in the database, so that any number of processes share one budget. A
 * window is a fixed ten minutes; each count is one guarded statement.
 */
@Injectable()
export class CheckBudget {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws OpenClawError too_many_requests (customer) or channel_provider_unavailable (house) when spent. */
  async spend(kind: string, userId: string): Promise<void> {
    const now = this.clock.now().getTime();
    const start = now - (now % WINDOW_MS);
    const window = new Date(start).toISOString();
    const retryAfter = String(Math.ceil((start + WINDOW_MS - now) / 1000));
    const spent = await this.unitOfWork.run(async (tx) => {
      await tx.query('DELETE FROM channel_checks WHERE window_start < ?', [window]);
      const take = async (scope: string, most: number) => {
        const rows = await tx.query(
          `INSERT INTO channel_checks (scope, window_start, used) VALUES (?, ?, 1)
           ON CONFLICT (scope, window_start) DO UPDATE SET used = used + 1 WHERE used < ?
           RETURNING used`,
          [scope, window, most],
        );
        return rows.length > 0;
      };
      if (!(await take(`${kind}:${userId}`, PER_CUSTOMER))) return 'customer';
      return (await take(kind, PER_HOUSE)) ? null : 'house';
    });
    const headers = { 'retry-after': retryAfter };
    if (spent === 'customer') {
      throw new OpenClawError('too_many_requests', 'Please wait a few minutes before trying another token.', {
        headers,
      });
    }
    if (spent === 'house') {
      throw new OpenClawError(
        'channel_provider_unavailable',
        'We are checking many tokens right now. Please try again in a few minutes.',
        { headers },
      );
    }
  }
}
