import { StripeVendor } from './vendor.js';
import type { StripeVendorOptions } from './options.js';

export { API_VERSION } from './version.js';
export { limitsFromEnvironment } from './options.js';
export type { StripeVendorOptions, WebhookSetting } from './options.js';

/** The stand-in for Stripe. */
export function createStripeVendor(options: StripeVendorOptions = {}): StripeVendor {
  return new StripeVendor(options);
}
