import { FlyError } from '../errors.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** Longest unused ones go first; those are full again anyway. */
const MAX_BUCKETS = 10_000;

/** Token buckets per action and target, in real time. */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** Takes one token or refuses with 429. */
  take(action: string, target: string): void {
    const [perSecond, burst] =
      action === 'machine.get' ? [5, 10] : action === 'app.delete' ? [100 / 60, 100] : [1, 3];
    const key = action === 'app.delete' ? action : `${action} ${target}`;
    const now = this.nowMs();
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    // Deleting first keeps the map in order of use.
    this.buckets.delete(key);
    this.buckets.set(key, bucket);
    if (this.buckets.size > MAX_BUCKETS) this.buckets.delete(this.buckets.keys().next().value ?? '');
    if (bucket.tokens < 1) throw new FlyError(429, 'rate limit exceeded');
    bucket.tokens -= 1;
  }

  reset(): void {
    this.buckets.clear();
  }
}
