import { Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';

/**
 * Whether this process is on its way out, and which answers are still open. While it drains, readiness says no and
 * new requests are turned away; `signal` lets long answers (SSE) end themselves.
 */
@Injectable()
export class Draining {
  private readonly controller = new AbortController();
  private readonly open = new Set<ServerResponse>();
  private readonly waiting = new Set<() => void>();

  get started(): boolean {
    return this.controller.signal.aborted;
  }

  /** Aborted when the process begins to drain. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get openAnswers(): number {
    return this.open.size;
  }

  track(response: ServerResponse): void {
    this.open.add(response);
    response.once('close', () => {
      this.open.delete(response);
      if (this.open.size === 0) for (const done of this.waiting) done();
    });
  }

  /** Begins to drain: event streams are ended at once (their clients reconnect elsewhere), the rest may finish. */
  begin(): void {
    if (this.started) return;
    this.controller.abort();
    for (const response of this.open) {
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.end();
    }
  }

  /** Resolves when every open answer is finished. */
  idle(): Promise<void> {
    if (this.open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.add(resolve));
  }
}
