import { Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { KeyError } from '../byok.errors.js';

/** Key checks a customer may ask for within one window. */
const CHECKS_PER_WINDOW = 10;
const WINDOW_MS = 10 * 60_000;

/** Keeps a customer from using us to try out keys. Counted in the database, so all processes agree. */
@Injectable()
export class CheckLimiter {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws KeyError `key_check_limited` with `Retry-After` once the window is used up. */
  async take(userId: string): Promise<void> {
    const now = this.clock.now().getTime();
    const window = Math.floor(now / WINDOW_MS);
    const granted = await this.work.run((tx) =>
      tx.query(
        `INSERT INTO byok_check_windows (user_id, window_no, used) VALUES (?, ?, 1)
         ON CONFLICT (user_id) DO UPDATE SET
           used = CASE WHEN window_no = excluded.window_no THEN used + 1 ELSE 1 END, window_no = excluded.window_no
         WHERE byok_check_windows.window_no <> excluded.window_no OR byok_check_windows.used < ?
         RETURNING used`,
        [userId, window, CHECKS_PER_WINDOW],
      ),
    );
    if (granted.length > 0) return;
    const seconds = Math.ceil(((window + 1) * WINDOW_MS - now) / 1000);
    throw new KeyError(
      'key_check_limited',
      `You have checked ${CHECKS_PER_WINDOW} keys in a short time. Try again in ${Math.ceil(seconds / 60)} minutes.`,
      {
        headers: { 'retry-after': String(seconds) },
      },
    );
  }
}
