import type { ProbeAnswer } from './verdict.js';

/** What a vendor says about asking again, beside the answer itself. */
export interface RetryAdvice {
  /** `x-should-retry`; null when it says nothing. */
  wanted: boolean | null;
  /** `retry-after-ms` or `retry-after` in milliseconds; null when it says nothing one can wait for. */
  afterMs: number | null;
}

export const NO_ADVICE: RetryAdvice = { wanted: null, afterMs: null };

/** Reads the headers of an answer; `now` makes a `retry-after` that is a date into a pause. */
export function readAdvice(headers: Headers | undefined, now: Date): RetryAdvice {
  const wanted = headers?.get('x-should-retry');
  return {
    wanted: wanted === 'true' ? true : wanted === 'false' ? false : null,
    afterMs: pauseOf(headers, now),
  };
}

function pauseOf(headers: Headers | undefined, now: Date): number | null {
  const millis = headers?.get('retry-after-ms');
  const after = headers?.get('retry-after');
  const candidates = [
    millis ? Number(millis) : NaN,
    after ? Number(after) * 1000 : NaN,
    after ? Date.parse(after) - now.getTime() : NaN,
  ];
  return candidates.find((pause) => Number.isFinite(pause) && pause >= 0) ?? null;
}

/** Whether asking once more may change the answer. Anything decided, "slow down" included, is taken at once. */
export function mayHelpToRepeat(answer: ProbeAnswer, advice: RetryAdvice): boolean {
  if (answer.kind === 'ok' || answer.kind === 'garbage') return false;
  if (answer.kind !== 'http') return true;
  if (advice.wanted !== null) return advice.wanted && answer.status >= 400;
  return answer.status === 408 || answer.status === 409 || answer.status >= 500;
}
