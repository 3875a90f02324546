import type { Profile } from '@automna/core';

/** At most `limit` attempts in each window of `minutes`. */
export interface AttemptRule {
  scope: string;
  limit: number;
  minutes: number;
}

export interface AttemptRules {
  signInPerAccount: AttemptRule;
  signInPerAddress: AttemptRule;
  registerPerAddress: AttemptRule;
  resetPerAccount: AttemptRule;
  resetPerAddress: AttemptRule;
  verificationPerAccount: AttemptRule;
  deletionPerAccount: AttemptRule;
}

/** In the sandbox everybody shares the loopback address, so limits by address would stop the tests, not an attack. */
const SANDBOX_ADDRESS_FACTOR = 1_000;

export function attemptRules(profile: Profile): AttemptRules {
  const factor = profile === 'sandbox' ? SANDBOX_ADDRESS_FACTOR : 1;
  return {
    signInPerAccount: { scope: 'sign-in:account', limit: 10, minutes: 15 },
    signInPerAddress: { scope: 'sign-in:address', limit: 100 * factor, minutes: 15 },
    registerPerAddress: { scope: 'register:address', limit: 30 * factor, minutes: 60 },
    resetPerAccount: { scope: 'reset:account', limit: 5, minutes: 60 },
    resetPerAddress: { scope: 'reset:address', limit: 30 * factor, minutes: 60 },
    deletionPerAccount: { scope: 'deletion:account', limit: 5, minutes: 15 },
    verificationPerAccount: { scope: 'verification:account', limit: 5, minutes: 60 },
  };
}
