import { DestroyRef, Service, inject, signal } from '@angular/core';
import type { ChannelLoginDto } from '@automna/api-client';
import { type Problem, toProblem } from '@automna/web-ui';
import { ChannelsClient } from '../data/channels-client.js';

const WHILE_WAKING_MS = 3_000;
const WHILE_SHOWN_MS = 2_000;
/** An agent that was asleep is up within half a minute, one on a cold machine within two. */
const PATIENCE_MS = 180_000;

export type LinkState = ChannelLoginDto['state'] | 'asking' | 'slow' | 'failed';

/**
 * Linking a messenger by a code as one screen sees it. While the agent wakes it is asked for the code again and again;
 * once a code is shown, only how far the scanning is: that shows the next code too, and begins nothing.
 */
@Service({ autoProvided: false })
export class ChannelLinkStore {
  private readonly client = inject(ChannelsClient);
  private readonly current = signal<LinkState>('asking');
  private readonly code = signal<string | null>(null);
  private readonly trouble = signal<Problem | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts beginnings, so that an answer to an earlier one is not taken for one to this. */
  private attempt = 0;
  private startedAt = 0;

  readonly state = this.current.asReadonly();
  readonly qr = this.code.asReadonly();
  readonly problem = this.trouble.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  /** Asks for a code; doing it again asks for one that is valid now. */
  begin(channelId: string): Promise<void> {
    this.stop();
    this.startedAt = Date.now();
    this.trouble.set(null);
    this.current.set('asking');
    return this.ask(channelId, this.attempt, () => this.client.startLogin(channelId));
  }

  private async ask(id: string, attempt: number, call: () => Promise<ChannelLoginDto>): Promise<void> {
    try {
      const answer = await call();
      if (attempt === this.attempt) this.take(id, attempt, answer);
    } catch (error) {
      if (attempt === this.attempt) this.fail(id, attempt, toProblem(error));
    }
  }

  private take(id: string, attempt: number, { state, qr }: ChannelLoginDto): void {
    this.trouble.set(null);
    this.code.set(qr);
    const slow = state === 'waking' && Date.now() - this.startedAt >= PATIENCE_MS;
    this.current.set(slow ? 'slow' : state);
    if (state === 'scan') this.later(WHILE_SHOWN_MS, id, attempt, () => this.client.login(id));
    if (state === 'waking' && !slow) {
      this.later(WHILE_WAKING_MS, id, attempt, () => this.client.startLogin(id));
    }
  }

  /** A code that is being scanned is not taken away because one look at it failed on the way. */
  private fail(id: string, attempt: number, problem: Problem): void {
    this.trouble.set(problem);
    const passing = problem.status === 0 || problem.status >= 500;
    if (this.current() === 'scan' && passing) {
      this.later(WHILE_WAKING_MS, id, attempt, () => this.client.login(id));
    } else {
      this.code.set(null);
      this.current.set('failed');
    }
  }

  private later(ms: number, id: string, attempt: number, call: () => Promise<ChannelLoginDto>): void {
    this.timer = setTimeout(() => void this.ask(id, attempt, call), ms);
  }

  private stop(): void {
    this.attempt += 1;
    clearTimeout(this.timer);
  }
}
