import supertest from 'supertest';
import { sandbox } from '../../support/sandbox-control.js';

/** The stack the suite runs against, as `test/support/jest-stack.ts` left it in the environment. */
const urls = (process.env['STACK_URLS'] ?? '').split(',').filter(Boolean);
export const vendors = JSON.parse(process.env['STACK_VENDORS'] ?? '{}') as Record<
  'stripe' | 'anthropic' | 'fly' | 'mail' | 'channels',
  string
>;
export const webhookSecret = process.env['STACK_WEBHOOK_SECRET'] ?? '';

/**
 * Whether the Stripe of this run has the sandbox's controls (faults, webhooks on demand, a clock to move). Another
 * emulator has none: what needs them is skipped there, everything else must work as it is.
 */
export const stripeHasControls: boolean = await fetch(`${vendors.stripe}/_sandbox/health`).then(
  (response) => response.ok,
  () => false,
);

/** For what only a Stripe with the sandbox's controls can be made to do. */
export const describeWithControls = stripeHasControls ? describe : describe.skip;
export const itWithControls = stripeHasControls ? it : it.skip;

let turn = 0;

/** An API process; the next one at each call, so that with two processes no test is served by one alone. */
export function apiUrl(): string {
  const url = urls[turn++ % urls.length];
  if (!url) throw new Error('Run this suite with `npm test -- e2e`: it starts the stack.');
  return url;
}

/** Every API process. */
export const apiUrls: readonly string[] = urls;

export const api = () => supertest(apiUrl());

/** Asks until `look` gives something, or fails with what was seen last. Real time: the stack is real processes. */
export async function eventually<T>(
  look: () => Promise<T | undefined | null | false>,
  what: string,
  timeoutMs = 45_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Takes back whatever a test switched on at the vendors. */
export async function calm(): Promise<void> {
  if (stripeHasControls) await sandbox.webhooks(vendors.stripe, { mode: 'normal' });
  const controlled = Object.entries(vendors).filter(([name]) => name !== 'stripe' || stripeHasControls);
  await Promise.all(controlled.map(([, url]) => sandbox.clearFaults(url)));
}
