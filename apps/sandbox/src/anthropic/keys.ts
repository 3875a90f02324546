import { ApiError } from './errors.js';

/** What a key does. The text of a key says it (`-revoked-` and so on); a test can change it at any time. */
export const KEY_STATES = [
  'valid',
  'revoked',
  'expired',
  'nocredit',
  'billing',
  'spendlimit',
  'ratelimited',
  'overloaded',
  'down',
  'hang',
  'drop',
  'forbidden',
  'onhold',
  'onhold403',
  'streamerror',
] as const;
export type KeyState = (typeof KEY_STATES)[number];

/** Inference costs money, listing models does not: some states only show on the former. */
export type CallKind = 'free' | 'paid';

const WELL_FORMED = /^sk-ant-api\d{2}-[\w-]{16,180}$/;

/** The keys whose state was set by a test. */
export class KeyRing {
  private readonly set = new Map<string, KeyState>();

  /** What this key does now. A text that is no API key counts as revoked. */
  stateOf(key: string): KeyState {
    const chosen = this.set.get(key);
    if (chosen) return chosen;
    if (!WELL_FORMED.test(key)) return 'revoked';
    return KEY_STATES.find((state) => key.includes(`-${state}-`)) ?? 'valid';
  }

  /** Changes a key; null gives it back to its text. */
  put(key: string, state: KeyState | null): void {
    if (state === null) this.set.delete(key);
    else this.set.set(key, state);
  }

  /** Keys changed by a test, cut to their last four characters. */
  list(): { key: string; state: KeyState }[] {
    return [...this.set].map(([key, state]) => ({ key: `…${key.slice(-4)}`, state }));
  }

  /** The states set, by key. */
  save(): Map<string, KeyState> {
    return this.set;
  }

  /** Goes on with what `save` gave. */
  load(states: Map<string, KeyState>): void {
    this.reset();
    for (const [key, state] of states) this.set.set(key, state);
  }

  reset(): void {
    this.set.clear();
  }
}

/** The refusal for a state, or undefined when the call may go on. `hang` and `drop` are the route's business. */
export function refusal(state: KeyState, call: CallKind): ApiError | undefined {
  switch (state) {
    case 'revoked':
    case 'expired':
      return new ApiError(401, 'invalid x-api-key');
    case 'forbidden':
      return new ApiError(403, 'Your API key does not have permission to use the specified resource.');
    case 'onhold':
      return new ApiError(400, 'This organization has been disabled.', { errorCode: 'organization_on_hold' });
    case 'onhold403':
      return new ApiError(403, 'This organization has been disabled.', { errorCode: 'organization_on_hold' });
    case 'ratelimited':
      return new ApiError(
        429,
        'This request would exceed your organization’s rate limit. Please try again later.',
        {
          headers: { 'retry-after': '2' },
        },
      );
    case 'overloaded':
      return new ApiError(529, 'Overloaded');
    case 'down':
      return new ApiError(500, 'Internal server error');
    default:
      return call === 'paid' ? paidRefusal(state) : undefined;
  }
}

function paidRefusal(state: KeyState): ApiError | undefined {
  switch (state) {
    case 'nocredit':
      return new ApiError(
        400,
        'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      );
    case 'billing':
      return new ApiError(402, 'There is an issue with your billing or payment information.');
    case 'spendlimit':
      return new ApiError(429, 'You have reached your specified API usage limits.', {
        errorCode: 'enforced_spend_limit_reached',
      });
    default:
      return undefined;
  }
}
