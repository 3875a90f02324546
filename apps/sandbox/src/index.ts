import { createAnthropicVendor, type AnthropicVendorOptions } from './anthropic/index.js';
import { createChannelsVendor } from './channels/index.js';
import { createFlyVendor, type FlyVendorOptions } from './fly/index.js';
import type { Vendor } from './kernel/index.js';
import { createMailVendor, type MailVendorOptions } from './mail/index.js';
import { createStripeVendor } from './stripe/index.js';

export { createAnthropicVendor, createChannelsVendor, createFlyVendor, createMailVendor, createStripeVendor };
export { limitsFromEnvironment } from './stripe/index.js';
export { startSandbox, type RunningSandbox, type SandboxOptions, type Vendor } from './kernel/index.js';
export { portsFromEnvironment, VENDOR_PORTS } from './ports.js';

/** Settings by vendor; all have defaults. */
export interface AllVendorOptions {
  stripe?: Parameters<typeof createStripeVendor>[0];
  anthropic?: AnthropicVendorOptions;
  fly?: FlyVendorOptions;
  mail?: MailVendorOptions;
}

/** Every stand-in there is, fresh. */
export function allVendors(options: AllVendorOptions = {}): Vendor[] {
  return [
    createStripeVendor(options.stripe),
    createAnthropicVendor(options.anthropic),
    createFlyVendor(options.fly),
    createMailVendor(options.mail),
    createChannelsVendor(),
  ];
}
