import { isEnabled, isPending } from './verdict.js';
import type { ByokKey } from '../persistence/byok-key.entity.js';

const HOUR = 3_600_000;

/** A key is new until the machine has run with it for so long without Anthropic refusing it. */
export const PROVING_MS = 24 * HOUR;

/** An older key is not kept for longer, proven successor or not (its machine may never start again). */
export const PREVIOUS_KEPT_MS = 30 * 24 * HOUR;

type Known = Pick<ByokKey, 'fingerprint' | 'verdict' | 'deliveredAt' | 'previousFingerprint'>;

/**
 * What becomes of the sealed older key when the key `incoming` is saved: it `stays`, the current key takes its place
 * (`current`), or there is none any more (`none`). Only a key that the machine was proven to run with is worth
 * putting back.
 */
export function fateOfPrevious(known: Known | null, incoming: string): 'stays' | 'current' | 'none' {
  if (!known) return 'none';
  if (known.fingerprint === incoming) return known.previousFingerprint === null ? 'none' : 'stays';
  if (known.deliveredAt !== null && isEnabled(known.verdict) && !isPending(known.verdict)) return 'current';
  return known.previousFingerprint === null || known.previousFingerprint === incoming ? 'none' : 'stays';
}

/** Whether a refusal of this key means that the one before it comes back. */
export function mayRollBack(key: Pick<ByokKey, 'deliveredAt' | 'previousFingerprint'>, now: Date): boolean {
  if (key.previousFingerprint === null) return false;
  return key.deliveredAt === null || now.getTime() - key.deliveredAt.getTime() < PROVING_MS;
}
