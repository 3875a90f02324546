import { Timeline } from '@automna/accounts';
import { Clock, DecryptError, DomainError, type Secret, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type { ProbeResult } from '../adapters/anthropic-probe.js';
import { maskKey } from '../domain/key-shape.js';
import { ANTHROPIC_KEY, PREVIOUS_KEY } from '../domain/names.js';
import { fateOfPrevious } from '../domain/previous-key.js';
import { isEnabled, isPending, nextCheckDelay } from '../domain/verdict.js';
import { ByokKey } from '../persistence/byok-key.entity.js';
import { Vault } from './vault.service.js';

export interface CheckedKey {
  secret: Secret;
  result: ProbeResult;
}

type Previous = Pick<
  ByokKey,
  'previousMasked' | 'previousFingerprint' | 'previousDeliveredAt' | 'replacedAt'
>;

const NO_PREVIOUS: Previous = {
  previousMasked: null,
  previousFingerprint: null,
  previousDeliveredAt: null,
  replacedAt: null,
};

/** Writes a checked key, with what follows from it, in the caller's transaction. */
@Injectable()
export class KeyStore {
  constructor(
    private readonly vault: Vault,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps a key in place of the one before it, which stays sealed while it may have to come back.
   * @throws DomainError `not_allowed` when the account was deleted while the key was being checked.
   */
  async save(tx: Tx, userId: string, { secret, result }: CheckedKey): Promise<void> {
    await this.requireAccount(tx, userId);
    const now = this.clock.now();
    const known = await tx.manager.findOneBy(ByokKey, { userId });
    const fingerprint = secret.fingerprint();
    const previous = await this.settlePrevious(tx, userId, known, fingerprint);
    await this.vault.put(tx, userId, ANTHROPIC_KEY, secret);
    const same = known?.fingerprint === fingerprint;
    const undecidedChecks = isPending(result.verdict) ? 1 : 0;
    const row = {
      masked: maskKey(secret),
      fingerprint,
      verdict: result.verdict,
      model: result.model,
      undecidedChecks,
      lastCheckedAt: now,
      nextCheckAt: new Date(
        now.getTime() + nextCheckDelay(result.verdict, undecidedChecks, result.retryAfterMs),
      ),
      delivery: same && isEnabled(known.verdict) ? known.delivery : ('pending' as const),
      deliveredAt: same ? known.deliveredAt : null,
      ...previous,
      agentFailedAt: null,
      agentFailure: null,
      rolledBackAt: null,
      rolledBackMasked: null,
      rolledBackVerdict: null,
      updatedAt: now,
    };
    await (known
      ? tx.manager.update(ByokKey, { userId }, row)
      : tx.manager.insert(ByokKey, { userId, ...row, createdAt: now }));
    await this.timeline.record(tx, {
      userId,
      kind: 'byok.key_saved',
      title: `Anthropic key ${maskKey(secret)} was connected`,
      cause: 'the customer',
      data: { verdict: result.verdict, fingerprint },
    });
    await tx.publish({ name: 'byok.key-changed', payload: { userId, verdict: result.verdict, fingerprint } });
  }

  private async settlePrevious(
    tx: Tx,
    userId: string,
    known: ByokKey | null,
    incoming: string,
  ): Promise<Previous> {
    const fate = fateOfPrevious(known, incoming);
    if (known && fate === 'stays') return pickPrevious(known);
    if (known && fate === 'current' && (await this.setAside(tx, userId))) {
      return {
        previousMasked: known.masked,
        previousFingerprint: known.fingerprint,
        previousDeliveredAt: known.deliveredAt,
        replacedAt: this.clock.now(),
      };
    }
    await this.vault.remove(tx, userId, PREVIOUS_KEY);
    return NO_PREVIOUS;
  }

  /** False when the current key does not open: that must not keep anybody from replacing it. */
  private async setAside(tx: Tx, userId: string): Promise<boolean> {
    try {
      await this.vault.rename(tx, userId, ANTHROPIC_KEY, PREVIOUS_KEY);
      return true;
    } catch (error) {
      if (error instanceof DecryptError) return false;
      throw error;
    }
  }

  /** A check takes seconds, and an account may be deleted in between: nothing is sealed for it any more. */
  private async requireAccount(tx: Tx, userId: string): Promise<void> {
    const gone = await tx.query('SELECT 1 FROM byok_shredded WHERE user_id = ?', [userId]);
    if (gone.length === 0) return;
    const spec = { status: 403, title: 'This account has been deleted.' };
    throw new DomainError('not_allowed', spec, 'This account has been deleted, so no key can be connected.');
  }
}

function pickPrevious(known: ByokKey): Previous {
  const { previousMasked, previousFingerprint, previousDeliveredAt, replacedAt } = known;
  return { previousMasked, previousFingerprint, previousDeliveredAt, replacedAt };
}
