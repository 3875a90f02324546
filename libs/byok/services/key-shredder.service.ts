import { VERDICTS } from '@automna/contracts';
import { Timeline } from '@automna/accounts';
import { Clock, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { PREVIOUS_KEY } from '../domain/names.js';
import { PREVIOUS_KEPT_MS, PROVING_MS } from '../domain/previous-key.js';
import { isPending } from '../domain/verdict.js';
import { Vault } from './vault.service.js';

interface PreviousRow extends Record<string, unknown> {
  user_id: string;
  previous_masked: string;
  replaced_at: string;
}

/** Destroys what is not needed any more. */
@Injectable()
export class KeyShredder {
  constructor(
    private readonly vault: Vault,
    private readonly work: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
  ) {}

  /** Destroys the older keys that cannot come back: the new one has proven itself, or never will. @returns how many. */
  async shredPrevious(limit: number): Promise<number> {
    const now = this.clock.now().getTime();
    const provenBefore = new Date(now - PROVING_MS).toISOString();
    const replacedBefore = new Date(now - PREVIOUS_KEPT_MS).toISOString();
    const decided = VERDICTS.filter((verdict) => !isPending(verdict));
    return this.work.run(async (tx) => {
      const rows = await tx.query<PreviousRow>(
        `SELECT user_id, previous_masked, replaced_at FROM byok_keys WHERE previous_fingerprint IS NOT NULL
           AND ((delivered_at <= ? AND verdict IN (${decided.map(() => '?').join(', ')})) OR replaced_at <= ?)
         ORDER BY replaced_at LIMIT ?`,
        [provenBefore, ...decided, replacedBefore, limit],
      );
      for (const row of rows) {
        const tooOld = row.replaced_at <= replacedBefore;
        await this.shredOne(tx, row, tooOld ? 'it was kept for 30 days' : 'the key after it ran for a day');
      }
      return rows.length;
    });
  }

  /** Destroys all of a customer's secrets for good; nothing can be sealed for them afterwards. Safe to repeat. */
  async shredAccount(userId: string): Promise<void> {
    await this.work.run(async (tx) => {
      await this.vault.shred(tx, userId);
      const gone = await tx.query<{ masked: string }>(
        'DELETE FROM byok_keys WHERE user_id = ? RETURNING masked',
        [userId],
      );
      await tx.query('DELETE FROM byok_check_windows WHERE user_id = ?', [userId]);
      const first = await tx.query(
        'INSERT INTO byok_shredded (user_id, shredded_at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id',
        [userId, this.clock.now().toISOString()],
      );
      if (first.length === 0) return;
      await this.timeline.record(tx, {
        userId,
        kind: 'byok.shredded',
        title: 'All keys of this account were destroyed',
        cause: 'the account is being deleted',
        data: { masked: gone[0]?.masked ?? null },
      });
      if (gone.length > 0) {
        await tx.publish({ name: 'byok.key-changed', payload: { userId, verdict: null, fingerprint: null } });
      }
    });
  }

  private async shredOne(tx: Tx, row: PreviousRow, cause: string): Promise<void> {
    await this.vault.remove(tx, row.user_id, PREVIOUS_KEY);
    await tx.query(
      `UPDATE byok_keys SET previous_masked = NULL, previous_fingerprint = NULL, previous_delivered_at = NULL
       WHERE user_id = ?`,
      [row.user_id],
    );
    await this.timeline.record(tx, {
      userId: row.user_id,
      kind: 'byok.previous_key_destroyed',
      title: `The replaced Anthropic key ${row.previous_masked} was destroyed`,
      cause,
    });
  }
}
