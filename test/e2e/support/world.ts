import supertest from 'supertest';

/** The stack the suite runs against, as `test/support/jest-stack.ts` left it in the environment. */
const urls = (process.env['STACK_URLS'] ?? '').split(',').filter(Boolean);
export const vendors = JSON.parse(process.env['STACK_VENDORS'] ?? '{}') as Record<
  'stripe' | 'anthropic' | 'fly' | 'mail' | 'channels',
  string
>;
export const webhookSecret = process.env['STACK_WEBHOOK_SECRET'] ?? '';

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
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
