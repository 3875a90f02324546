import type { Logger } from '@nestjs/common';

const REMINDER_MS = 60_000;

/**
 * Stripe being out of reach is met by every request and job at once. The log says so when it begins, once a minute
 * while it lasts, and when it is over.
 */
export class OutageLog {
  private unsaid = 0;
  private failures = 0;
  private saidAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly logger: Pick<Logger, 'warn' | 'log'>,
    /** Milliseconds on any scale. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  failed(error: Error): void {
    this.failures += 1;
    this.unsaid += 1;
    if (this.now() - this.saidAt < REMINDER_MS) return;
    const more = this.unsaid > 1 ? ` (and ${this.unsaid - 1} more since the last line)` : '';
    this.logger.warn(`Stripe does not answer as it should: ${oneLine(error)}${more}`);
    this.saidAt = this.now();
    this.unsaid = 0;
  }

  answered(): void {
    if (this.failures === 0) return;
    this.logger.log(`Stripe answers again; ${this.failures} calls had failed`);
    this.failures = 0;
    this.unsaid = 0;
    this.saidAt = Number.NEGATIVE_INFINITY;
  }
}

/** What kind, what Stripe said of it, and the number under which Stripe's support finds it. */
function oneLine(error: Error & { statusCode?: number; code?: string; requestId?: string }): string {
  const { statusCode, code, requestId, message } = error;
  const facts = [statusCode, code, requestId].filter((fact) => fact !== undefined && fact !== '');
  return `${message.split('\n')[0] ?? ''}${facts.length > 0 ? ` [${facts.join(', ')}]` : ''}`;
}
