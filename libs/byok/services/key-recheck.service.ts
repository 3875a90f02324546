import type { Verdict } from '@automna/contracts';
import { Timeline, Users } from '@automna/accounts';
import { Clock, type Tx, UnitOfWork } from '@automna/core';
import { Mailer } from '@automna/notifications';
import { Injectable } from '@nestjs/common';
import { AnthropicProbe, type ProbeResult } from '../adapters/anthropic-probe.js';
import { VERDICT_MESSAGES, isEnabled, isPending, nextCheckDelay } from '../domain/verdict.js';
import { ANTHROPIC_KEY } from './byok-keys.service.js';
import { Vault } from './vault.service.js';

/** How long a claimed key is left alone by other processes, and when it is tried again after a crash. */
const CLAIM_MS = 5 * 60_000;

interface Claimed {
  user_id: string;
  fingerprint: string;
  masked: string;
  verdict: Verdict;
  model: string | null;
  undecided_checks: number;
}

/** Verdicts an owner must act upon; each is mailed once per key. */
const NEEDS_OWNER: ReadonlySet<Verdict> = new Set(['revoked', 'forbidden', 'on_hold', 'no_credit']);

/**
 * Asks Anthropic again about keys whose time has come. A transient failure never turns a decided key into an
 * undecided one; a key found revoked is kept but no longer used, and its owner is told once.
 */
@Injectable()
export class KeyRecheck {
  constructor(
    private readonly probe: AnthropicProbe,
    private readonly vault: Vault,
    private readonly work: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly users: Users,
    private readonly mailer: Mailer,
    private readonly clock: Clock,
  ) {}

  /** Checks one due key. @returns false when none is due. */
  async checkNext(): Promise<boolean> {
    const claimed = await this.claim();
    if (!claimed) return false;
    const secret = await this.vault.get(claimed.user_id, ANTHROPIC_KEY);
    if (!secret || secret.fingerprint() !== claimed.fingerprint) return true;
    const result = await this.probe.check(secret);
    const user = await this.users.get(claimed.user_id);
    await this.work.run((tx) => this.record(tx, claimed, result, user.email));
    return true;
  }

  /** Takes the longest-due key by moving its next check ahead: one statement, so two processes never share one. */
  private async claim(): Promise<Claimed | undefined> {
    const now = this.clock.now();
    const [row] = await this.work.run((tx) =>
      tx.query<Claimed & Record<string, unknown>>(
        `UPDATE byok_keys SET next_check_at = ?
         WHERE user_id = (SELECT user_id FROM byok_keys WHERE next_check_at <= ? ORDER BY next_check_at LIMIT 1)
         RETURNING user_id, fingerprint, masked, verdict, model, undecided_checks`,
        [new Date(now.getTime() + CLAIM_MS).toISOString(), now.toISOString()],
      ),
    );
    return row;
  }

  private async record(tx: Tx, key: Claimed, result: ProbeResult, email: string): Promise<void> {
    const undecided = isPending(result.verdict) ? key.undecided_checks + 1 : 0;
    const verdict = isPending(result.verdict) && !isPending(key.verdict) ? key.verdict : result.verdict;
    const now = this.clock.now();
    const changed = await tx.query(
      `UPDATE byok_keys SET verdict = ?, model = ?, undecided_checks = ?, last_checked_at = ?, next_check_at = ?, updated_at = ?
       WHERE user_id = ? AND fingerprint = ? RETURNING user_id`,
      [
        verdict,
        result.model ?? key.model,
        undecided,
        now.toISOString(),
        new Date(now.getTime() + nextCheckDelay(result.verdict, undecided)).toISOString(),
        now.toISOString(),
        key.user_id,
        key.fingerprint,
      ],
    );
    if (changed.length === 0 || verdict === key.verdict) return;
    await this.timeline.record(tx, {
      userId: key.user_id,
      kind: 'byok.verdict_changed',
      title: `Anthropic key ${key.masked}: ${VERDICT_MESSAGES[verdict]}`,
      cause: 'a scheduled check',
      data: { before: key.verdict, after: verdict },
    });
    if (NEEDS_OWNER.has(verdict)) {
      await this.mailer.send(tx, {
        to: email,
        userId: key.user_id,
        template: 'key_problem',
        data: { masked: key.masked, message: VERDICT_MESSAGES[verdict] },
        dedupeKey: `key_problem:${key.user_id}:${key.fingerprint}:${verdict}`,
      });
    }
    if (isEnabled(verdict) !== isEnabled(key.verdict)) {
      await tx.publish({
        name: 'byok.key-changed',
        payload: { userId: key.user_id, verdict, fingerprint: isEnabled(verdict) ? key.fingerprint : null },
      });
    }
  }
}
