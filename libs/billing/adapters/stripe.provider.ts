import type { FactoryProvider } from '@nestjs/common';
import { AppConfig } from '@automna/core';
import Stripe from 'stripe';

/** Injection token of the one Stripe client of the process. */
export const STRIPE = Symbol('STRIPE');

/** The API version every request names and every webhook endpoint is created with: shapes never shift under us. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/**
 * Three attempts of this length: a person has an answer after 26 s, whatever hangs. What takes longer goes on at Stripe
 * under its idempotency key, and the next attempt, or the job behind it, finds what became of it.
 */
const TIMEOUT_MS = 8_000;

/**
 * The one place where a Stripe client is made. `apiUrl` may point at an emulator: scheme, host and port are used.
 * Connection errors, 409 and 5xx are retried twice by the SDK; 429 is not, see `StripeGateway`.
 */
export function createStripe(settings: AppConfig['stripe']): Stripe {
  const address = new URL(settings.apiUrl);
  const protocol = address.protocol === 'http:' ? 'http' : 'https';
  return new Stripe(settings.secretKey.reveal(), {
    apiVersion: STRIPE_API_VERSION,
    protocol,
    host: address.hostname.replace(/^\[|\]$/g, ''),
    port: Number(address.port || (protocol === 'http' ? 80 : 443)),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 2,
    telemetry: false,
  });
}

export const stripeProvider: FactoryProvider<Stripe> = {
  provide: STRIPE,
  inject: [AppConfig],
  useFactory: (config: AppConfig) => createStripe(config.stripe),
};
