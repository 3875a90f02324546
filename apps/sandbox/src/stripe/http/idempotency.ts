import { createHash } from 'node:crypto';
import { StripeError, badParameter, idempotencyError } from './errors.js';

/** A finished answer, as it is sent again for the same key. */
export interface SavedAnswer {
  status: number;
  body: unknown;
  /** The call that made it. */
  requestId: string;
}

/** One key and what became of it. */
export interface Entry {
  endpoint: string;
  fingerprint: string;
  startedAt: number;
  answer?: SavedAnswer;
}

const KEPT_SECONDS = 24 * 3600;
const LONGEST_KEY = 255;

/** Idempotency keys of the v1 API: kept for 24 hours of sandbox time. */
export class IdempotencyKeys {
  private readonly entries = new Map<string, Entry>();

  /** Begins a call. Gives the saved answer of an earlier identical one, or undefined when this call must run. */
  begin(key: string, endpoint: string, form: unknown, now: number): SavedAnswer | undefined {
    if (key.length > LONGEST_KEY) {
      throw badParameter(`Idempotency keys may be up to ${LONGEST_KEY} characters long.`, {});
    }
    const fingerprint = createHash('sha256').update(stable(form)).digest('hex');
    const earlier = this.entries.get(key);
    if (earlier && (!earlier.answer || now - earlier.startedAt < KEPT_SECONDS)) {
      return this.compare(key, earlier, endpoint, fingerprint);
    }
    this.entries.set(key, { endpoint, fingerprint, startedAt: now });
    return undefined;
  }

  /** The endpoint executed: its answer, good or bad, is what this key answers from now on. */
  save(key: string, answer: SavedAnswer): void {
    const entry = this.entries.get(key);
    if (entry) entry.answer = answer;
  }

  /** The endpoint never executed (validation): the key is free again. */
  forget(key: string): void {
    this.entries.delete(key);
  }

  /** Drops the keys that have had their day. One whose call still runs stays, however long that takes. */
  prune(now: number): void {
    for (const [key, entry] of this.entries) {
      if (entry.answer && now - entry.startedAt >= KEPT_SECONDS) this.entries.delete(key);
    }
  }

  /** Every key whose call ended; one that was cut off must be free to run again. */
  finished(): [string, Entry][] {
    return structuredClone([...this.entries].filter(([, entry]) => entry.answer !== undefined));
  }

  /** Goes on with what `finished` gave. */
  load(saved: readonly [string, Entry][]): void {
    this.clear();
    for (const [key, entry] of saved) this.entries.set(key, entry);
  }

  clear(): void {
    this.entries.clear();
  }

  private compare(key: string, earlier: Entry, endpoint: string, fingerprint: string): SavedAnswer {
    const hint = `Try using a key other than '${key}' if you meant to execute a different request.`;
    if (earlier.endpoint !== endpoint) {
      throw idempotencyError(
        'Keys for idempotent requests can only be used for the same endpoint they were first used for ' +
          `('${endpoint}' vs '${earlier.endpoint}'). ${hint}`,
      );
    }
    if (earlier.fingerprint !== fingerprint) {
      throw idempotencyError(
        'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
          hint,
      );
    }
    if (!earlier.answer) {
      throw new StripeError(
        409,
        {
          type: 'idempotency_error',
          code: 'idempotency_key_in_use',
          message:
            'There is currently another in-progress request using this Idempotent Key (that probably means you ' +
            `submitted twice, and the other request is still going through): ${key}. Try again later.`,
        },
        'validation',
      );
    }
    return earlier.answer;
  }
}

/** The same text for the same parameters, whatever their order. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stable(item)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
