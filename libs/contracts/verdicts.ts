/** Outcomes of checking an Anthropic key. */
export const VERDICTS = [
  'valid',
  'no_credit',
  'rate_limited',
  'unverified',
  'revoked',
  'forbidden',
  'on_hold',
  'wrong_kind',
  'malformed',
  'unexpected',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Verdicts under which a pasted key is kept: a good key is never refused because a vendor is down or busy. */
export const SAVED_VERDICTS = [
  'valid',
  'no_credit',
  'rate_limited',
  'unverified',
  'unexpected',
] as const satisfies readonly Verdict[];

export function isSaved(verdict: Verdict): boolean {
  return (SAVED_VERDICTS as readonly Verdict[]).includes(verdict);
}

/** Where a customer makes and manages keys. */
export const ANTHROPIC_KEYS_URL = 'https://platform.claude.com/settings/keys';
/** Where a customer adds credit. */
export const ANTHROPIC_BILLING_URL = 'https://platform.claude.com/settings/billing';
