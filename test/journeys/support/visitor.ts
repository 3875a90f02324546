import { AxeBuilder } from '@axe-core/playwright';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { ROOT } from '../../support/processes.ts';
import { PageWatch } from './watch-page.js';

export const SCREENSHOTS = join(ROOT, 'test-results/screenshots');
/** The pictures of the README, renewed when `UPDATE_SCREENSHOTS=1`. */
const PORTRAITS = join(ROOT, 'docs/screenshots');
const PORTRAIT_BYTES = 250_000;

type Scheme = 'light' | 'dark';
interface View {
  width: number;
  scheme: Scheme;
}

const HEIGHTS: Record<number, number> = { 390: 844, 1440: 900 };
/** Both widths and both schemes with two looks; `SCREENSHOTS=all` takes all four. */
const VIEWS: View[] =
  process.env['SCREENSHOTS'] === 'all'
    ? [1440, 390].flatMap((width) => [
        { width, scheme: 'light' as const },
        { width, scheme: 'dark' as const },
      ])
    : [
        { width: 1440, scheme: 'light' },
        { width: 390, scheme: 'dark' },
      ];

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A person in front of a browser of their own. */
export class Visitor {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly watch: PageWatch,
    private readonly home: View,
  ) {}

  static async arrive(browser: Browser, baseURL: string, width = 1440): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL,
      viewport: { width, height: HEIGHTS[width] ?? 900 },
      locale: 'en-US',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(20_000);
    const watch = new PageWatch(context);
    return new Visitor(context, await context.newPage(), watch, { width, scheme: 'light' });
  }

  /** Another window of the same browser. */
  async openAnother(): Promise<Visitor> {
    return new Visitor(this.context, await this.context.newPage(), this.watch, this.home);
  }

  /** Waits until something can be seen. A string is looked for as a heading. */
  async sees(what: string | RegExp | Locator): Promise<void> {
    const locator =
      typeof what === 'string' || what instanceof RegExp
        ? this.page.getByRole('heading', { name: what })
        : what;
    await locator.first().waitFor({ state: 'visible' });
  }

  /** Waits until a text can be read. */
  reads(text: string | RegExp): Promise<void> {
    return this.sees(this.page.getByText(text));
  }

  async isAt(path: string): Promise<void> {
    await this.page.waitForURL((url) => url.pathname === path);
  }

  async presses(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).click();
  }

  async follows(name: string | RegExp): Promise<void> {
    await this.page.getByRole('link', { name }).first().click();
  }

  async fills(label: string | RegExp, value: string): Promise<void> {
    await this.page.getByLabel(label).fill(value);
  }

  /** Tabs forwards until `target` has the focus: what a person without a mouse does. */
  async tabsTo(target: Locator): Promise<void> {
    for (let steps = 0; steps < 60; steps += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`60 tabs did not lead to ${target.toString()}`);
  }

  async types(label: string, value: string): Promise<void> {
    await this.tabsTo(this.page.getByLabel(label, { exact: true }));
    await this.page.keyboard.type(value);
  }

  /**
   * Looks at the screen as it stands, wide and narrow, light and dark: no accessibility violation, nothing that
   * sticks out sideways; leaves screenshots.
   */
  async inspects(name: string): Promise<void> {
    await mkdir(SCREENSHOTS, { recursive: true });
    for (const view of VIEWS) {
      await this.show(view);
      await this.hasNoViolations(`${name} ${view.width} ${view.scheme}`);
      await this.fits(`${name} ${view.width}`);
      await this.page.screenshot({
        path: join(SCREENSHOTS, `${name}-${view.width}-${view.scheme}.png`),
        fullPage: true,
      });
    }
    await this.show(this.home);
  }

  /** Takes a picture for the README, the window as it stands, when `UPDATE_SCREENSHOTS=1`. */
  async portrays(name: string, view: View = { width: 1440, scheme: 'light' }): Promise<void> {
    if (process.env['UPDATE_SCREENSHOTS'] !== '1') return;
    await mkdir(PORTRAITS, { recursive: true });
    await this.show(view);
    const picture = await this.page.screenshot({ path: join(PORTRAITS, `${name}.png`) });
    if (picture.length > PORTRAIT_BYTES) throw new Error(`${name}.png has ${picture.length} bytes`);
    await this.show(this.home);
  }

  /** Another width or scheme, with everything that moves at its end. */
  async show({ width, scheme }: View): Promise<void> {
    await this.page.setViewportSize({ width, height: HEIGHTS[width] ?? 900 });
    await this.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await this.page.evaluate(async () => {
      await document.fonts.ready;
      const ending = document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
      await Promise.allSettled(ending.map((animation) => animation.finished));
    });
  }

  private async hasNoViolations(where: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page })
      // The inbox shows mails in a frame without scripts, where axe cannot be put. (`options` comes first: it replaces.)
      .options({ iframes: false })
      .setLegacyMode()
      .withTags(RULES)
      .analyze();
    if (violations.length === 0) return;
    const lines = violations.flatMap(({ id, help, nodes }) => [
      `${id}: ${help}`,
      ...nodes.map(
        (node) =>
          `    ${node.target.join(' ')}\n      ${node.failureSummary?.replaceAll('\n', '\n      ') ?? ''}`,
      ),
    ]);
    throw new Error(`axe on ${where} (${this.page.url()}):\n${lines.join('\n')}`);
  }

  private async fits(where: string): Promise<void> {
    const { content, room } = await this.page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      room: document.documentElement.clientWidth,
    }));
    if (content > room) throw new Error(`${where} is ${content} px wide in a window of ${room} px`);
  }
}
