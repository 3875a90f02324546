import type { Locator } from 'playwright-core';
import type { Visitor } from './visitor.js';

const PATIENCE_MS = 20_000;

/** Asks until the answer is `wanted`, as things that go on behind the page take their time. */
export async function until(what: string, wanted: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await wanted())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Waits until `what` is in sight, or out of it, on a page that nobody reloads: the person looks at another tab and back,
 * at which the page asks again.
 */
export async function turnsBackUntil(
  { page }: Visitor,
  what: Locator,
  state: 'visible' | 'detached' = 'visible',
): Promise<void> {
  await until(`${String(what)} being ${state}`, async () => {
    await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
    const wait = what.first().waitFor({ state, timeout: 300 });
    return wait.then(
      () => true,
      () => false,
    );
  });
}
