import type { FactoryProvider } from '@nestjs/common';
import { AppConfig } from '@automna/core';
import Stripe from 'stripe';

/** Injection token of the one Stripe client of the process. */
export const STRIPE = Symbol('STRIPE');

/** The API version every request names and every webhook endpoint is created with: shapes never shift under us. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/** Long enough for Stripe's slow minutes, short enough that a person does not stare at a spinner. */
const TIMEOUT_MS = 15_000;

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
