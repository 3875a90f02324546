import { DEFAULT_LIMITS, type RateLimits } from './http/rate-limit.js';

/** A webhook address that exists without being registered through the API. */
export interface WebhookSetting {
  url: string;
  secret: string;
}

/** How the stand-in is set up. */
export interface StripeVendorOptions {
  /** Default: `SANDBOX_STRIPE_WEBHOOK_URL` with `SANDBOX_STRIPE_WEBHOOK_SECRET`, when both are set. */
  webhook?: WebhookSetting;
  /** Real milliseconds every call takes while it holds its idempotency key. Default 0. */
  executionDelayMs?: number;
  /**
   * `true`: Stripe's limits; or those given. Default: none, because specs call faster than anything real; the running
   * sandbox switches them on (see `limitsFromEnvironment`).
   */
  rateLimits?: boolean | Partial<Omit<RateLimits, 'enabled'>>;
}

/** The limits as set up. */
export function limitsOf(option: StripeVendorOptions['rateLimits']): RateLimits {
  if (typeof option === 'object') return { ...DEFAULT_LIMITS, ...option };
  return { ...DEFAULT_LIMITS, enabled: option === true };
}

/** `SANDBOX_STRIPE_RATE_LIMITS=off` switches the limits of the running sandbox off. */
export function limitsFromEnvironment(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['SANDBOX_STRIPE_RATE_LIMITS'] !== 'off';
}

/** The webhook address of the environment, if it is set completely. */
export function webhookFromEnvironment(env: NodeJS.ProcessEnv = process.env): WebhookSetting | undefined {
  const url = env['SANDBOX_STRIPE_WEBHOOK_URL'];
  const secret = env['SANDBOX_STRIPE_WEBHOOK_SECRET'];
  return url && secret ? { url, secret } : undefined;
}
