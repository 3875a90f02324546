import { performance } from 'node:perf_hooks';
import { StripeError } from './errors.js';

/** Calls a second; as Stripe documents them for a live account. A Stripe sandbox has `global: 25`. */
export interface RateLimits {
  enabled: boolean;
  /** Of one endpoint: method and route, whatever the id. */
  perEndpoint: number;
  /** Of all endpoints together. */
  global: number;
  /** Of each search endpoint. */
  search: number;
}

export const DEFAULT_LIMITS: RateLimits = { enabled: true, perEndpoint: 25, global: 100, search: 20 };

export type LimitReason = 'global-rate' | 'endpoint-rate' | 'resource-specific';

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets in real time: a second's worth of calls at once, then as many as come back. */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();
  private limits: RateLimits;

  constructor(
    private readonly initial: RateLimits,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.limits = initial;
  }

  get settings(): RateLimits {
    return this.limits;
  }

  /** Changes the limits; all buckets are full again. */
  set(change: Partial<RateLimits>): RateLimits {
    this.limits = { ...this.limits, ...change };
    this.buckets.clear();
    return this.limits;
  }

  /** Back to how the stand-in was set up. */
  reset(): void {
    this.set(this.initial);
  }

  /** Counts a call, or throws the 429. A refused call costs nothing. */
  take(method: string, route: string): void {
    const { enabled, global, perEndpoint, search } = this.limits;
    if (!enabled) return;
    const all = this.bucket('', global);
    if (all.tokens < 1) throw rateLimited('global-rate');
    const own = this.bucket(`${method} ${route}`, route.endsWith('/search') ? search : perEndpoint);
    if (own.tokens < 1) throw rateLimited('endpoint-rate');
    all.tokens -= 1;
    own.tokens -= 1;
  }

  private bucket(name: string, perSecond: number): Bucket {
    const at = this.nowMs();
    const before = this.buckets.get(name) ?? { tokens: perSecond, at };
    const tokens = Math.min(perSecond, before.tokens + ((at - before.at) * perSecond) / 1000);
    const bucket = { tokens, at };
    this.buckets.set(name, bucket);
    return bucket;
  }
}

/** 429, never saved under an idempotency key: the limiter stands in front of that. */
export function rateLimited(reason: LimitReason): StripeError {
  return new StripeError(
    429,
    {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message:
        'Request rate limit exceeded. Learn more about rate limits here https://docs.stripe.com/rate-limits.',
    },
    'validation',
    { 'stripe-rate-limited-reason': reason },
  );
}
