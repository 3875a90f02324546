import type { Tx } from '@automna/core';

/** One sealed value that is to be brought under the master key that writes now. */
export interface SealedValue {
  id: string;
  /** Seals it anew within the transaction it was read in. @throws DecryptError when it does not open. */
  renew(): Promise<void>;
}

/** Somewhere values sealed by a master key are kept. */
export interface SealedPlace {
  /** For people: `Anthropic keys`. */
  readonly name: string;
  /** How many values need each master key, by its id. */
  census(): Promise<Map<string, number>>;
  /** How many values have to be brought under `keyId`. */
  behind(keyId: string): Promise<number>;
  /** The next values that have to be, in the order of their ids. */
  next(tx: Tx, keyId: string, afterId: string, limit: number): Promise<SealedValue[]>;
}
