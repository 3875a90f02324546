import { afterAll, beforeAll, it, jest } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { Stack, type StackOptions } from '../../support/stack.ts';
import { chromiumInstall } from './chromium.ts';
import { SCREENSHOTS, Visitor } from './visitor.js';

/** What the journeys of a file share: the whole product and one browser. */
export class World {
  private parts: { stack: Stack; browser: Browser } | undefined;

  get stack(): Stack {
    return this.running.stack;
  }

  get browser(): Browser {
    return this.running.browser;
  }

  private get running() {
    if (!this.parts) throw new Error('The world starts in beforeAll: use it inside a journey.');
    return this.parts;
  }

  async start(options: StackOptions): Promise<void> {
    const { executablePath, args, env } = await chromiumInstall();
    const launching = chromium.launch({ executablePath, args, env });
    try {
      const [stack, browser] = await Promise.all([Stack.start(options), launching]);
      this.parts = { stack, browser };
    } catch (error) {
      // A browser nobody closes would keep the run from ever ending.
      await launching.then((browser) => browser.close()).catch(() => undefined);
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.parts?.browser.close();
    if (process.env['STACK_LOG'] === '1') process.stdout.write(this.parts?.stack.log ?? '');
    await this.parts?.stack.stop();
  }
}

/** Starts a product and a browser for the journeys of this file. */
export function world(options: StackOptions = {}): World {
  // Real processes and a real browser: a journey takes seconds, and a stuck one must still end.
  jest.setTimeout(120_000);
  const shared = new World();
  beforeAll(() => shared.start(options));
  afterAll(() => shared.stop());
  return shared;
}

/**
 * One person's way through the product, in a browser of their own. Fails, too, on anything the person did not ask
 * for: an error on the console, a policy violation, a request that failed.
 */
export function journey(
  title: string,
  shared: World,
  walk: (visitor: Visitor) => Promise<void>,
  { width = 1440 }: { width?: number } = {},
): void {
  it(title, async () => {
    const visitor = await Visitor.arrive(shared.browser, shared.stack.url, width);
    try {
      await walk(visitor);
      if (visitor.watch.problems.length > 0)
        throw new Error(`Unexpected:\n${visitor.watch.problems.join('\n')}`);
    } catch (error) {
      throw await withEvidence(error as Error, visitor, title);
    } finally {
      await visitor.context.close();
    }
  });
}

/** Where it stopped, what it looked like, and what went wrong before. */
async function withEvidence(error: Error, visitor: Visitor, title: string): Promise<Error> {
  await mkdir(SCREENSHOTS, { recursive: true });
  const path = join(SCREENSHOTS, `FAILED ${title.replaceAll(/[^\w ]+/g, '').slice(0, 80)}.png`);
  await visitor.page.screenshot({ path }).catch(() => undefined);
  const text = await visitor.page
    .locator('body')
    .innerText({ timeout: 2_000 })
    .catch(() => '');
  const story = `at ${visitor.page.url()} (${path})\n${visitor.watch.problems.join('\n')}\n---\n${text.slice(0, 1200)}`;
  // Jest prints the stack, which begins with the message.
  error.stack = error.stack?.replace(error.message, (message) => `${message}\n\n${story}\n`);
  return error;
}
