import type { RenderedMail } from '../templates/layout.js';

export interface OutgoingMail extends RenderedMail {
  /** Our id of the mail; the same on every attempt, so that a repeated one can be recognised. */
  id: string;
  from: string;
  to: string;
}

/** Carries a mail out of the house. */
export abstract class MailTransport {
  /** @returns the provider's id. @throws MailRefusedError or MailDelayedError */
  abstract send(mail: OutgoingMail, signal: AbortSignal): Promise<string>;
}

/** The provider will never take this mail. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}

/** The provider could not take it now; `retryAfterMs` when it said how long to wait. */
export class MailDelayedError extends Error {
  override readonly name = 'MailDelayedError';

  constructor(
    reason: string,
    readonly retryAfterMs?: number,
    options?: { cause?: unknown },
  ) {
    super(reason, options);
  }
}
