import type { Verdict } from '@automna/contracts';
import { Timeline, Users } from '@automna/accounts';
import { AppLogger, Clock, type Tx, UnitOfWork } from '@automna/core';
import { Mailer } from '@automna/notifications';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AnthropicProbe, type ProbeResult } from '../adapters/anthropic-probe.js';
import { ANTHROPIC_KEY } from '../domain/names.js';
import { VERDICT_MESSAGES, isEnabled, isPending, nextCheckDelay } from '../domain/verdict.js';
import { ByokKey } from '../persistence/byok-key.entity.js';
import { KeyRollback } from './key-rollback.service.js';
import { Vault } from './vault.service.js';

/** How long a claimed key is left alone by other processes, and when it is tried again after a crash. */
const CLAIM_MS = 5 * 60_000;

/** Verdicts an owner must act upon; each is mailed once per key and month. */
const NEEDS_OWNER: ReadonlySet<Verdict> = new Set(['revoked', 'forbidden', 'on_hold', 'no_credit']);

/**
 * Asks Anthropic again about keys whose time has come. A transient failure never turns a decided key into an
 * undecided one; a new key found refused gives way to the one before it, any other is kept but no longer used, and
 * its owner is told once.
 */
@Injectable()
export class KeyRecheck {
  constructor(
    private readonly probe: AnthropicProbe,
    private readonly vault: Vault,
    private readonly rollback: KeyRollback,
    private readonly work: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly users: Users,
    private readonly mailer: Mailer,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
    @InjectRepository(ByokKey) private readonly keys: Repository<ByokKey>,
  ) {}

  /** Checks one due key. @returns false when none is due. */
  async checkNext(): Promise<boolean> {
    const userId = await this.claim();
    if (userId === undefined) return false;
    try {
      await this.check(userId);
    } catch (error) {
      // One key that does not open must not keep the others from being asked about.
      this.logger.error('An Anthropic key could not be checked', { userId, err: error });
    }
    return true;
  }

  /** Takes the longest-due key by moving its next check ahead: one statement, so two processes never share one. */
  private async claim(): Promise<string | undefined> {
    const now = this.clock.now();
    const [row] = await this.work.run((tx) =>
      tx.query<{ user_id: string }>(
        `UPDATE byok_keys SET next_check_at = ?
         WHERE user_id = (SELECT user_id FROM byok_keys WHERE next_check_at <= ? ORDER BY next_check_at LIMIT 1)
         RETURNING user_id`,
        [new Date(now.getTime() + CLAIM_MS).toISOString(), now.toISOString()],
      ),
    );
    return row?.user_id;
  }

  private async check(userId: string): Promise<void> {
    const key = await this.keys.findOneBy({ userId });
    const secret = key && (await this.vault.get(userId, ANTHROPIC_KEY));
    if (!secret || secret.fingerprint() !== key.fingerprint) return;
    const result = await this.probe.check(secret);
    const { email } = await this.users.get(userId);
    const refused = !isEnabled(result.verdict);
    const rollback = refused ? await this.rollback.attempt(key, result.verdict, email) : 'not_possible';
    if (rollback === 'rolled_back') return;
    await this.work.run((tx) => this.record(tx, key, result, { email, again: rollback === 'unsure' }));
  }

  /** `again`: the key before it may still come back, so ask again as soon as if nothing were decided. */
  private async record(
    tx: Tx,
    key: ByokKey,
    result: ProbeResult,
    { email, again }: { email: string; again: boolean },
  ): Promise<void> {
    const undecided = again || isPending(result.verdict) ? key.undecidedChecks + 1 : 0;
    const verdict = isPending(result.verdict) && !isPending(key.verdict) ? key.verdict : result.verdict;
    const comesBack = isEnabled(verdict) && !isEnabled(key.verdict);
    const now = this.clock.now();
    const delay = nextCheckDelay(again ? 'unverified' : result.verdict, undecided, result.retryAfterMs);
    // Only if nobody has learned something newer meanwhile: a replaced key, or another check of this one.
    const changed = await tx.query(
      `UPDATE byok_keys SET verdict = ?, model = ?, undecided_checks = ?, last_checked_at = ?, next_check_at = ?,
         delivery = CASE WHEN ? THEN 'pending' ELSE delivery END, updated_at = ?
       WHERE user_id = ? AND fingerprint = ? AND verdict = ? AND last_checked_at = ? RETURNING user_id`,
      [
        ...[verdict, result.model ?? key.model, undecided, now.toISOString()],
        ...[new Date(now.getTime() + delay).toISOString(), comesBack ? 1 : 0, now.toISOString()],
        ...[key.userId, key.fingerprint, key.verdict, key.lastCheckedAt.toISOString()],
      ],
    );
    if (changed.length > 0 && verdict !== key.verdict) await this.tell(tx, key, verdict, email);
  }

  private async tell(tx: Tx, key: ByokKey, verdict: Verdict, email: string): Promise<void> {
    const { userId, masked, fingerprint } = key;
    const reported = key.agentFailedAt !== null && key.agentFailedAt >= key.lastCheckedAt;
    await this.timeline.record(tx, {
      userId,
      kind: 'byok.verdict_changed',
      title: `Anthropic key ${masked}: ${VERDICT_MESSAGES[verdict]}`,
      cause: reported ? 'the agent was refused with this key' : 'a scheduled check',
      data: { before: key.verdict, after: verdict },
    });
    if (NEEDS_OWNER.has(verdict)) {
      const month = this.clock.now().toISOString().slice(0, 7);
      await this.mailer.send(tx, {
        to: email,
        userId,
        template: 'key_problem',
        data: { masked, message: VERDICT_MESSAGES[verdict] },
        dedupeKey: `key_problem:${userId}:${fingerprint}:${verdict}:${month}`,
      });
    }
    if (isEnabled(verdict) !== isEnabled(key.verdict)) {
      await tx.publish({
        name: 'byok.key-changed',
        payload: { userId, verdict, fingerprint: isEnabled(verdict) ? fingerprint : null },
      });
    }
  }
}
