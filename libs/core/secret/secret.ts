import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * A value that must never be printed. String conversion, JSON and `util.inspect` all give `[secret]`; the value
 * leaves only through {@link reveal}, which is easy to search for.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Last four characters, for showing people which one it is. Empty for values too short to hide the rest. */
  get last4(): string {
    return this.#value.length >= 16 ? this.#value.slice(-4) : '';
  }

  /** First 16 hex characters of SHA-256: compares two copies without showing either. */
  fingerprint(): string {
    return createHash('sha256').update(this.#value).digest('hex').slice(0, 16);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
