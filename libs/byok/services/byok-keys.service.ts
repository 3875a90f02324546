import { type Verdict, isSaved } from '@automna/contracts';
import { Clock, type Secret, type Tx, UnitOfWork } from '@automna/core';
import { Timeline } from '@automna/accounts';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AnthropicProbe, type ProbeResult } from '../adapters/anthropic-probe.js';
import { KeyError } from '../byok.errors.js';
import { maskKey, readPastedKey } from '../domain/key-shape.js';
import { VERDICT_MESSAGES, isEnabled, isPending, nextCheckDelay } from '../domain/verdict.js';
import { ByokKey, type Delivery } from '../persistence/byok-key.entity.js';
import { CheckLimiter } from './check-limiter.service.js';
import { Vault } from './vault.service.js';

/** Name of the Anthropic key in the vault. */
export const ANTHROPIC_KEY = 'anthropic_api_key';

const REFUSALS = {
  revoked: 'key_revoked',
  forbidden: 'key_forbidden',
  on_hold: 'key_on_hold',
  wrong_kind: 'key_wrong_kind',
  malformed: 'key_malformed',
} as const;

export interface CheckedKey {
  secret: Secret;
  result: ProbeResult;
}

/** A customer's own Anthropic key: checked, kept, re-checked and taken away. */
@Injectable()
export class ByokKeys {
  constructor(
    private readonly probe: AnthropicProbe,
    private readonly limiter: CheckLimiter,
    private readonly vault: Vault,
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
    await this.work.run((tx) => this.store(tx, userId, { secret: shape.secret, result }));
    return this.keys.findOneByOrFail({ userId });
  }

  /** Removes the key here and, through the event, from the machine. Removing no key is not an error. */
  async remove(userId: string): Promise<void> {
    await this.work.run(async (tx) => {
      const [gone] = await tx.query<{ masked: string }>(
        'DELETE FROM byok_keys WHERE user_id = ? RETURNING masked',
        [userId],
      );
      await this.vault.remove(tx, userId, ANTHROPIC_KEY);
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

  /** Records what the machine was proven to run with. A report about a key replaced meanwhile changes nothing. */
  async markDelivery(userId: string, fingerprint: string, delivery: Delivery): Promise<void> {
    await this.work.run((tx) =>
      tx.query('UPDATE byok_keys SET delivery = ?, updated_at = ? WHERE user_id = ? AND fingerprint = ?', [
        delivery,
        this.clock.now().toISOString(),
        userId,
        fingerprint,
      ]),
    );
  }

  private async store(tx: Tx, userId: string, { secret, result }: CheckedKey): Promise<void> {
    const now = this.clock.now();
    const undecided = isPending(result.verdict) ? 1 : 0;
    const fingerprint = secret.fingerprint();
    const masked = maskKey(secret);
    await this.vault.put(tx, userId, ANTHROPIC_KEY, secret);
    await tx.query(
      `INSERT INTO byok_keys (user_id, masked, fingerprint, verdict, model, undecided_checks, last_checked_at,
                              next_check_at, delivery, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)
       ON CONFLICT (user_id) DO UPDATE SET
         delivery = CASE WHEN byok_keys.fingerprint = excluded.fingerprint THEN byok_keys.delivery ELSE 'pending' END,
         masked = excluded.masked, fingerprint = excluded.fingerprint, verdict = excluded.verdict,
         model = excluded.model, undecided_checks = excluded.undecided_checks,
         last_checked_at = excluded.last_checked_at, next_check_at = excluded.next_check_at,
         updated_at = excluded.updated_at`,
      [
        userId,
        masked,
        fingerprint,
        result.verdict,
        result.model,
        undecided,
        now.toISOString(),
        new Date(now.getTime() + nextCheckDelay(result.verdict, undecided)).toISOString(),
        now.toISOString(),
        now.toISOString(),
      ],
    );
    await this.timeline.record(tx, {
      userId,
      kind: 'byok.key_saved',
      title: `Anthropic key ${masked} was connected`,
      cause: 'the customer',
      data: { verdict: result.verdict, fingerprint },
    });
    await tx.publish({ name: 'byok.key-changed', payload: { userId, verdict: result.verdict, fingerprint } });
  }
}
