import { type Verdict, isSaved } from '@automna/contracts';
import { Clock, type Secret, UnitOfWork } from '@automna/core';
import { Timeline } from '@automna/accounts';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AnthropicProbe } from '../adapters/anthropic-probe.js';
import { KeyError } from '../byok.errors.js';
import { readPastedKey } from '../domain/key-shape.js';
import { ANTHROPIC_KEY } from '../domain/names.js';
import { VERDICT_MESSAGES, isEnabled } from '../domain/verdict.js';
import { ByokKey } from '../persistence/byok-key.entity.js';
import { CheckLimiter } from './check-limiter.service.js';
import { KeyStore } from './key-store.service.js';
import { Vault } from './vault.service.js';

const REFUSALS = {
  revoked: 'key_revoked',
  forbidden: 'key_forbidden',
  on_hold: 'key_on_hold',
  wrong_kind: 'key_wrong_kind',
  malformed: 'key_malformed',
} as const;

/** A customer's own Anthropic key: checked, kept, re-checked and taken away. */
@Injectable()
export class ByokKeys {
  constructor(
    private readonly probe: AnthropicProbe,
    private readonly limiter: CheckLimiter,
    private readonly vault: Vault,
    private readonly store: KeyStore,
    private readonly work: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
    @InjectRepository(ByokKey) private readonly keys: Repository<ByokKey>,
  ) {}

  async ofUser(userId: string): Promise<ByokKey | null> {
    return this.keys.findOneBy({ userId });
  }

  /** Verdicts of several customers at once, for the console's list. */
  async verdictsOf(userIds: readonly string[]): Promise<Map<string, Verdict>> {
    if (userIds.length === 0) return new Map();
    const marks = userIds.map(() => '?').join(', ');
    const rows: { user_id: string; verdict: Verdict }[] = await this.keys.query(
      `SELECT user_id, verdict FROM byok_keys WHERE user_id IN (${marks})`,
      [...userIds],
    );
    return new Map(rows.map((row) => [row.user_id, row.verdict]));
  }

  /** Looks at a pasted text and asks Anthropic about it; stores nothing. */
  async test(
    userId: string,
    text: string,
  ): Promise<{ verdict: Verdict; message: string; wouldSave: boolean }> {
    const shape = readPastedKey(text);
    if (shape.kind !== 'api_key') return { verdict: shape.kind, message: shape.message, wouldSave: false };
    await this.limiter.take(userId);
    const { verdict } = await this.probe.check(shape.secret);
    return { verdict, message: VERDICT_MESSAGES[verdict], wouldSave: isSaved(verdict) };
  }

  /**
   * Checks a pasted key and keeps it unless Anthropic says it is no good. A vendor that is down, slow or busy never
   * costs a customer a good key: the key is kept and asked about again.
   * @throws KeyError 422 with the verdict's code, or 429 when too many keys were tried.
   */
  async save(userId: string, text: string): Promise<ByokKey> {
    const shape = readPastedKey(text);
    if (shape.kind !== 'api_key') throw new KeyError(REFUSALS[shape.kind], shape.message);
    await this.limiter.take(userId);
    const result = await this.probe.check(shape.secret);
    const { verdict } = result;
    if (verdict in REFUSALS) {
      throw new KeyError(REFUSALS[verdict as keyof typeof REFUSALS], VERDICT_MESSAGES[verdict]);
    }
    await this.work.run((tx) => this.store.save(tx, userId, { secret: shape.secret, result }));
    return this.keys.findOneByOrFail({ userId });
  }

  /** Removes the key here, the one before it too, and, through the event, from the machine. No key is no error. */
  async remove(userId: string): Promise<void> {
    await this.work.run(async (tx) => {
      const [gone] = await tx.query<{ masked: string }>(
        'DELETE FROM byok_keys WHERE user_id = ? RETURNING masked',
        [userId],
      );
      await this.vault.shred(tx, userId);
      if (!gone) return;
      await this.timeline.record(tx, {
        userId,
        kind: 'byok.key_removed',
        title: `Anthropic key ${gone.masked} was removed`,
        cause: 'the customer',
      });
      await tx.publish({ name: 'byok.key-changed', payload: { userId, verdict: null, fingerprint: null } });
    });
  }

  /** The key the machine may use now, or null: none, or not to be used under its verdict. */
  async usableKey(userId: string): Promise<{ secret: Secret; fingerprint: string } | null> {
    const row = await this.keys.findOneBy({ userId });
    if (!row || !isEnabled(row.verdict)) return null;
    const secret = await this.vault.get(userId, ANTHROPIC_KEY);
    return secret && { secret, fingerprint: secret.fingerprint() };
  }

  /** Something says the key no longer works: the next scheduled run asks Anthropic about it. */
  async checkSoon(userId: string): Promise<void> {
    const now = this.clock.now().toISOString();
    await this.work.run((tx) =>
      tx.query('UPDATE byok_keys SET next_check_at = ? WHERE user_id = ? AND next_check_at > ?', [
        now,
        userId,
        now,
      ]),
    );
  }
}
