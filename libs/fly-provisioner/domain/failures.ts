/** Why setting up a machine stopped. */
export const FAILURE_CODES = [
  'capacity',
  'subscription_required',
  'key_required',
  'slow_start',
  'gateway_silent',
  'gateway_refused',
  'provider_unavailable',
  'provider_refused',
  'internal',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

interface FailureRule {
  /** What the customer reads. */
  text: string;
  /** Whether we try again by ourselves. */
  automatic: boolean;
}

export const FAILURES: Readonly<Record<FailureCode, FailureRule>> = {
  capacity: {
    text: 'All our regions are full at the moment. Nothing is lost: we keep trying, and you can try again at any time.',
    automatic: true,
  },
  subscription_required: {
    text: 'Your subscription is not active, so we stopped here. Setting up goes on when it is.',
    automatic: false,
  },
  key_required: {
    text: 'Your agent needs your Anthropic key. Connect it, then try again.',
    automatic: false,
  },
  slow_start: {
    text: 'The machine takes far longer to start than it should. We try again in a few minutes, or you can now.',
    automatic: true,
  },
  gateway_silent: {
    text: 'The machine runs, but the agent on it does not answer yet. We try again in a few minutes, or you can now.',
    automatic: true,
  },
  gateway_refused: {
    text: 'The agent does not accept our token. Our team can see this; we also try again by ourselves.',
    automatic: true,
  },
  provider_unavailable: {
    text: 'Our hosting provider does not answer properly. We try again in a few minutes, or you can now.',
    automatic: true,
  },
  provider_refused: {
    text: 'Our hosting provider refused a request of ours. This is our fault; we try again and our team can see it.',
    automatic: true,
  },
  internal: {
    text: 'Something went wrong on our side. We try again in a few minutes, or you can now.',
    automatic: true,
  },
};

/** A step cannot go on; the run ends here. `detail` is for staff. */
export class StepFailure extends Error {
  constructor(
    readonly code: FailureCode,
    readonly detail?: string,
  ) {
    super(detail ?? code);
    this.name = 'StepFailure';
  }
}

/** A step is on its way and needs more time. */
export class NotYet extends Error {
  constructor(
    readonly delayMs: number,
    reason: string,
  ) {
    super(reason);
    this.name = 'NotYet';
  }
}

const FIRST_RETRY_MS = 5 * 60_000;
const LAST_RETRY_MS = 6 * 3_600_000;

/** When we try again by ourselves after the n-th failed run (from 1): 5 minutes, doubling, at most 6 hours. */
export function automaticRetryDelay(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10), LAST_RETRY_MS);
}

/** Troubles at Fly within one run before the run counts as failed. */
export const MAX_TROUBLES = 8;

/** Pause after the n-th trouble (from 1) within a run. */
export function troubleDelay(troubles: number): number {
  return Math.min(2_000 * 2 ** (troubles - 1), 60_000);
}
