export { asObject, BadSandboxInput, onlyFields, wholeNumber } from './bad-input.js';
export { SandboxClock } from './clock.js';
export { FaultSwitch, type WebhookFault, type WebhookMode } from './faults.js';
export { newId } from './ids.js';
export { assertLoopback } from './loopback.js';
export { maskKeys, maskSecret } from './masking.js';
export type { RequestLogEntry, TrafficRecord } from './request-log.js';
export { startSandbox, type RunningSandbox, type SandboxOptions } from './sandbox.js';
export type { Vendor, VendorContext, WebhookControl } from './vendor.js';
