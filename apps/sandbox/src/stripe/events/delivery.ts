import type { SendNow } from '../../kernel/index.js';

/** One try to hand a webhook over. */
export interface Attempt {
  at: string;
  /** HTTP status, or null when there was no answer. */
  status: number | null;
  error: string | null;
  body: string | null;
}

export type DeliveryState = 'held' | 'scheduled' | 'sending' | 'waiting' | 'delivered' | 'dropped' | 'failed';

/** One event on its way to one endpoint. */
export interface Delivery {
  id: string;
  event: string;
  type: string;
  endpoint: string;
  url: string;
  secret: string;
  payload: string;
  /** Anything but `valid` is a test of the receiver and sent once. */
  signature: SendNow['signature'];
  state: DeliveryState;
  /** Seconds of sandbox time after which Stripe would give up. */
  deadline: number;
  nextAttemptAt: number | null;
  attempts: Attempt[];
}

/** A registered address with its secret. */
export interface Target {
  id: string;
  url: string;
  secret: string;
}

const FIRST_RETRY_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 12 * 3600;

/** Seconds until the next try after `failures` failed ones: 2, 4, 8, … up to 12 hours. */
export function retryPause(failures: number): number {
  return Math.min(FIRST_RETRY_SECONDS * 2 ** (failures - 1), LONGEST_PAUSE_SECONDS);
}

/** What `GET /_sandbox/webhooks` shows: everything but the secret and the body. */
export function describeDelivery(delivery: Delivery): object {
  const { secret: _secret, payload: _payload, nextAttemptAt, ...shown } = delivery;
  return {
    ...shown,
    deadline: new Date(delivery.deadline * 1000).toISOString(),
    nextAttemptAt: nextAttemptAt === null ? null : new Date(nextAttemptAt * 1000).toISOString(),
    lastResponse: delivery.attempts.at(-1) ?? null,
  };
}
