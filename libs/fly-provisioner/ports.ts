import type { Secret } from '@automna/core';

/** The key a customer's agent thinks with; null when there is none it may use. Provided by whoever keeps keys. */
export interface MachineKeySource {
  keyFor(userId: string): Promise<{ secret: Secret; fingerprint: string } | null>;
}

/** Injection token of {@link MachineKeySource}. */
export const MACHINE_KEY_SOURCE = Symbol('MACHINE_KEY_SOURCE');
