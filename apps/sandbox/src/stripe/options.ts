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
}

/** The webhook address of the environment, if it is set completely. */
export function webhookFromEnvironment(env: NodeJS.ProcessEnv = process.env): WebhookSetting | undefined {
  const url = env['SANDBOX_STRIPE_WEBHOOK_URL'];
  const secret = env['SANDBOX_STRIPE_WEBHOOK_SECRET'];
  return url && secret ? { url, secret } : undefined;
}
