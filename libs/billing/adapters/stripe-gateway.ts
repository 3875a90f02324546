import { Inject, Injectable, Logger } from '@nestjs/common';
import type Stripe from 'stripe';
import { OutageLog } from './outage-log.js';
import { Pause } from './pause.js';
import { isPassing, isRateLimited } from './stripe-errors.js';
import { STRIPE } from './stripe.provider.js';

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/**
 * The door to Stripe. The SDK retries what it can; a 429 it hands straight back, although nothing was done and
 * nothing was saved under the idempotency key: repeating is safe and is done here.
 */
@Injectable()
export class StripeGateway {
  private readonly logger = new Logger(StripeGateway.name);
  private readonly outage = new OutageLog(this.logger);

  constructor(
    @Inject(STRIPE) private readonly stripe: Stripe,
    private readonly pause: Pause,
  ) {}

  /** Never call this inside a database transaction. @throws StripeError when the attempts are used up. */
  async call<T>(request: (stripe: Stripe) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await request(this.stripe);
        this.outage.answered();
        return answer;
      } catch (error) {
        if (!isRateLimited(error) || attempt === ATTEMPTS) {
          if (isPassing(error)) this.outage.failed(error);
          throw error;
        }
        const ms = retryAfterMs(error) ?? this.backOff(attempt);
        this.logger.warn(
          `Stripe asks to slow down (${reasonOf(error)}); attempt ${attempt + 1} follows in ${Math.round(ms)} ms`,
        );
        await this.pause.for(ms);
      }
    }
  }

  /** Doubles each time; half fixed, half random, so that parallel callers come back apart. */
  private backOff(attempt: number): number {
    const ms = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    return ms * (0.5 + 0.5 * this.pause.jitter());
  }
}

/** `Retry-After` in milliseconds, capped: a person may be waiting behind this call. Stripe rarely sends it. */
function retryAfterMs(error: Stripe.errors.StripeError): number | undefined {
  const seconds = Number(error.headers?.['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : undefined;
}

function reasonOf(error: Stripe.errors.StripeError): string {
  return error.headers?.['stripe-rate-limited-reason'] ?? 'no reason given';
}
