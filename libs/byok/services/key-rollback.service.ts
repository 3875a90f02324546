import type { Verdict } from '@automna/contracts';
import { Timeline } from '@automna/accounts';
import { Clock, type Tx, UnitOfWork } from '@automna/core';
import { Mailer } from '@automna/notifications';
import { Injectable } from '@nestjs/common';
import { AnthropicProbe, type ProbeResult } from '../adapters/anthropic-probe.js';
import { ANTHROPIC_KEY, PREVIOUS_KEY } from '../domain/names.js';
import { mayRollBack } from '../domain/previous-key.js';
import { nextCheckDelay, isPending, rollbackMessage } from '../domain/verdict.js';
import { ByokKey } from '../persistence/byok-key.entity.js';
import { Vault } from './vault.service.js';

/** `unsure`: Anthropic could not say whether the older key is good; ask again soon. */
export type RollbackOutcome = 'rolled_back' | 'not_possible' | 'unsure';

/** Verdicts under which an older key can do the work again. */
const GOOD: ReadonlySet<Verdict> = new Set(['valid', 'rate_limited']);

/**
 * Puts the key before back when a new one turns out to be no good: the agent goes on with what worked yesterday, and
 * its owner is told. The refused key is destroyed.
 */
@Injectable()
export class KeyRollback {
  constructor(
    private readonly probe: AnthropicProbe,
    private readonly vault: Vault,
    private readonly work: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly mailer: Mailer,
    private readonly clock: Clock,
  ) {}

  /** `refused` is what Anthropic now says of the current key. */
  async attempt(key: ByokKey, refused: Verdict, email: string): Promise<RollbackOutcome> {
    if (!mayRollBack(key, this.clock.now())) return 'not_possible';
    const previous = await this.vault.get(key.userId, PREVIOUS_KEY);
    if (!previous) return 'not_possible';
    const result = await this.probe.check(previous);
    if (isPending(result.verdict)) return 'unsure';
    if (!GOOD.has(result.verdict)) return 'not_possible';
    const done = await this.work.run((tx) => this.putBack(tx, key, { refused, result, email }));
    return done ? 'rolled_back' : 'not_possible';
  }

  private async putBack(
    tx: Tx,
    key: ByokKey,
    { refused, result, email }: { refused: Verdict; result: ProbeResult; email: string },
  ): Promise<boolean> {
    const { userId } = key;
    const known = await tx.manager.findOneBy(ByokKey, { userId });
    // The customer may have been quicker than Anthropic.
    if (!known?.previousFingerprint || !known.previousMasked || known.fingerprint !== key.fingerprint)
      return false;
    if (known.previousFingerprint !== key.previousFingerprint) return false;
    // The same key was checked again meanwhile, and what that found out is newer.
    if (known.lastCheckedAt.getTime() !== key.lastCheckedAt.getTime()) return false;
    const now = this.clock.now();
    await this.vault.rename(tx, userId, PREVIOUS_KEY, ANTHROPIC_KEY);
    await tx.manager.update(
      ByokKey,
      { userId },
      {
        masked: known.previousMasked,
        fingerprint: known.previousFingerprint,
        verdict: result.verdict,
        model: result.model,
        undecidedChecks: 0,
        lastCheckedAt: now,
        nextCheckAt: new Date(now.getTime() + nextCheckDelay(result.verdict, 0, result.retryAfterMs)),
        delivery: 'pending',
        deliveredAt: known.previousDeliveredAt,
        replacedAt: null,
        previousMasked: null,
        previousFingerprint: null,
        previousDeliveredAt: null,
        agentFailedAt: null,
        agentFailure: null,
        rolledBackAt: now,
        rolledBackMasked: known.masked,
        rolledBackVerdict: refused,
        updatedAt: now,
      },
    );
    await this.tell(tx, { userId, email, from: known, to: known.previousMasked, refused });
    await tx.publish({
      name: 'byok.key-changed',
      payload: { userId, verdict: result.verdict, fingerprint: known.previousFingerprint },
    });
    return true;
  }

  private async tell(
    tx: Tx,
    told: { userId: string; email: string; from: ByokKey; to: string; refused: Verdict },
  ): Promise<void> {
    const { userId, email, from, to, refused } = told;
    await this.timeline.record(tx, {
      userId,
      kind: 'byok.key_rolled_back',
      title: `Anthropic refuses the new key ${from.masked}; the agent goes on with ${to}`,
      cause: from.agentFailure ? 'the agent was refused with the new key' : 'a scheduled check',
      data: { refused, fingerprint: from.fingerprint, putBack: from.previousFingerprint },
    });
    await this.mailer.send(tx, {
      to: email,
      userId,
      template: 'key_rolled_back',
      data: { message: rollbackMessage(refused, from.masked, to) },
      dedupeKey: `key_rolled_back:${userId}:${from.fingerprint}:${from.replacedAt?.toISOString() ?? ''}`,
    });
  }
}
