import { Injectable } from '@nestjs/common';

/** Tells this process's worker that a commit has left work, so that it need not wait for its next look. */
@Injectable()
export class OutboxSignal {
  private listener: (() => void) | undefined;

  notify(): void {
    this.listener?.();
  }

  listen(listener: (() => void) | undefined): void {
    this.listener = listener;
  }
}
