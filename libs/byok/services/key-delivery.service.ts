import { Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { isEnabled } from '../domain/verdict.js';
import { type AgentFailure, ByokKey } from '../persistence/byok-key.entity.js';

/** What the machine says of the key it runs with. Reports about a key that was replaced meanwhile change nothing. */
@Injectable()
export class KeyDelivery {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The machine was proven to run with this key. */
  async proven(userId: string, fingerprint: string): Promise<void> {
    const now = this.clock.now().toISOString();
    await this.work.run((tx) =>
      tx.query(
        `UPDATE byok_keys SET delivery = 'delivered', delivered_at = COALESCE(delivered_at, ?), updated_at = ?
         WHERE user_id = ? AND fingerprint = ? AND delivery <> 'delivered'`,
        [now, now, userId, fingerprint],
      ),
    );
  }

  /** It could not be given this key. One that has it keeps it: then something else could not be brought. */
  async failed(userId: string, fingerprint: string): Promise<void> {
    await this.work.run((tx) =>
      tx.query(
        `UPDATE byok_keys SET delivery = 'failed', updated_at = ?
         WHERE user_id = ? AND fingerprint = ? AND delivery = 'pending'`,
        [this.clock.now().toISOString(), userId, fingerprint],
      ),
    );
  }

  /** It runs without a key: true of one that was taken away because Anthropic refuses it. */
  async absent(userId: string): Promise<void> {
    await this.work.run(async (tx) => {
      const key = await tx.manager.findOneBy(ByokKey, { userId });
      if (!key || isEnabled(key.verdict)) return;
      await tx.query('UPDATE byok_keys SET delivery = ?, updated_at = ? WHERE user_id = ?', [
        'none',
        this.clock.now().toISOString(),
        userId,
      ]);
    });
  }

  /**
   * The agent was refused with this key: Anthropic is asked at the next scheduled run, unless it was asked after the
   * agent said so (`toldAt`).
   */
  async refused(userId: string, fingerprint: string, reason: AgentFailure, toldAt: Date): Promise<void> {
    const now = this.clock.now().toISOString();
    await this.work.run((tx) =>
      tx.query(
        `UPDATE byok_keys SET agent_failed_at = ?, agent_failure = ?, next_check_at = MIN(next_check_at, ?), updated_at = ?
         WHERE user_id = ? AND fingerprint = ? AND last_checked_at <= ?`,
        [toldAt.toISOString(), reason, now, now, userId, fingerprint, toldAt.toISOString()],
      ),
    );
  }
}
