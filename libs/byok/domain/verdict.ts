import type { Verdict } from '@automna/contracts';

/** What one call to Anthropic came back with. */
export type ProbeAnswer =
  | { kind: 'ok' }
  | {
      kind: 'http';
      status: number;
      /** `error.type` of the body. */
      type: string | null;
      /** `error.details.error_code` of the body: stable, the first thing to look at. */
      code: string | null;
      /** Told only for the one failure that has no code of its own. */
      message: string | null;
    }
  /** `garbage`: a success whose body is none of Anthropic's. */
  | { kind: 'timeout' | 'connection' | 'garbage' };

const OUT_OF_BUDGET = new Set(['enforced_spend_limit_reached', 'contract_spend_limit_reached']);

/** Anthropic gives an empty account no code and no type of its own: only this sentence tells it from a bad request. */
const NO_CREDIT_SENTENCE = /credit balance is too low/i;

/**
 * Pure: the verdict a call's outcome stands for. Anything undecided must not cost a customer a good key, so only
 * Anthropic itself can refuse one: a 401 or 403 without its error body comes from something in between.
 */
export function classify(answer: ProbeAnswer): Verdict {
  if (answer.kind === 'ok') return 'valid';
  if (answer.kind === 'garbage') return 'unexpected';
  if (answer.kind !== 'http') return 'unverified';
  const { status, type, code, message } = answer;
  if (code === 'organization_on_hold') return 'on_hold';
  if (status === 402 || type === 'billing_error') return 'no_credit';
  if (status === 401 || status === 403) {
    if (type === null) return 'unexpected';
    return status === 401 ? 'revoked' : 'forbidden';
  }
  if (status === 429) return code !== null && OUT_OF_BUDGET.has(code) ? 'no_credit' : 'rate_limited';
  if (status === 400 && code !== null && OUT_OF_BUDGET.has(code)) return 'no_credit';
  if (status === 400 && NO_CREDIT_SENTENCE.test(message ?? '')) return 'no_credit';
  if (status === 408 || status >= 500) return 'unverified';
  return 'unexpected';
}

/** What a customer is told about a verdict. */
export const VERDICT_MESSAGES: Readonly<Record<Verdict, string>> = {
  valid: 'Your key works.',
  no_credit:
    'Your key works, but the Anthropic account behind it has no credit or has reached its spend limit. Add credit at Anthropic and your agent starts answering.',
  rate_limited:
    'Your key works. Anthropic is limiting its requests at the moment, so we will check it again soon.',
  unverified:
    'Your key is saved and on its way to your agent. Anthropic could not be reached to check it; we keep trying, and this page shows the result.',
  revoked:
    'Anthropic does not accept this key: it was revoked, has expired or was copied incompletely. Create a new key and paste it here.',
  forbidden:
    'This key is not allowed to use the models an agent needs. Create a key in a workspace that is, and paste it here.',
  on_hold:
    'Anthropic has put the organisation behind this key on hold. Please sort it out with Anthropic, then paste the key again.',
  wrong_kind: 'This is not an API key. Create an API key (sk-ant-api…) and paste that instead.',
  malformed: 'This does not look like a complete Anthropic API key. Copy the whole key and paste it again.',
  unexpected:
    'Your key is saved. Anthropic gave an answer we did not expect, so we will check it again soon.',
};

/** Why Anthropic refuses a key, as part of a sentence about a key that was put back. */
const REFUSED_BECAUSE: Readonly<Partial<Record<Verdict, string>>> = {
  revoked: 'it was revoked or has expired',
  forbidden: 'it may not use the models an agent needs',
  on_hold: 'the organisation behind it is on hold',
};

/** What a customer is told when the key before the new one was put back. */
export function rollbackMessage(refused: Verdict, refusedKey: string, putBack: string): string {
  const because = REFUSED_BECAUSE[refused] ?? 'it does not work';
  return `Anthropic refuses the key ${refusedKey} you connected last: ${because}. Your agent went back to the key before it, ${putBack}, and keeps answering. Connect another key whenever you like.`;
}

/** Whether the agent may use the key under this verdict. */
export function isEnabled(verdict: Verdict): boolean {
  return verdict === 'valid' || verdict === 'no_credit' || verdict === 'rate_limited' || isPending(verdict);
}

/** Undecided: asked again with back-off until decided. */
export function isPending(verdict: Verdict): boolean {
  return verdict === 'unverified' || verdict === 'unexpected';
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Milliseconds until the next check: daily when decided, sooner and then later and later while it is not, and never
 * before the vendor wants to be asked again (`retryAfterMs`, followed up to a day).
 */
export function nextCheckDelay(verdict: Verdict, undecidedChecks: number, retryAfterMs = 0): number {
  return Math.max(ownDelay(verdict, undecidedChecks), Math.min(retryAfterMs, DAY));
}

function ownDelay(verdict: Verdict, undecidedChecks: number): number {
  if (verdict === 'rate_limited') return 10 * MINUTE;
  if (verdict === 'no_credit') return 60 * MINUTE;
  if (!isPending(verdict)) return DAY;
  return Math.min(MINUTE * 2 ** Math.max(0, undecidedChecks - 1), 6 * 60 * MINUTE);
}
