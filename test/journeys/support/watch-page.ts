import type { BrowserContext, Page, Response } from 'playwright-core';

/** An answer a journey provokes on purpose. */
export interface ExpectedRefusal {
  status: number;
  url: RegExp;
}

/** Everything the pages of a browser did that nobody should see: script errors, policy violations, failed requests. */
export class PageWatch {
  readonly problems: string[] = [];
  private readonly expected: ExpectedRefusal[] = [];

  constructor(context: BrowserContext) {
    context.on('page', (page) => this.follow(page));
  }

  private follow(page: Page): void {
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      // The browser's own line about an answer of 400 and up; `response` below sees the same with its address.
      if (message.text().startsWith('Failed to load resource')) return;
      this.problems.push(`console ${message.type()} on ${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) =>
      this.problems.push(`uncaught on ${page.url()}: ${error.stack ?? error.message}`),
    );
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // Leaving a page ends its requests.
      if (reason === 'net::ERR_ABORTED') return;
      this.problems.push(`${request.method()} ${request.url()} failed: ${reason}`);
    });
    page.on('response', (response) => this.look(response));
  }

  /** From here on such answers are part of the story. */
  expect(status: number, url: RegExp): void {
    this.expected.push({ status, url });
  }

  private look(response: Response): void {
    const status = response.status();
    if (status < 400) return;
    const address = response.url();
    if (this.expected.some((known) => known.status === status && known.url.test(address))) return;
    this.problems.push(`${response.request().method()} ${address} answered ${status}`);
  }
}
