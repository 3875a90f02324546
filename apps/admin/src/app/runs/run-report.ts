import type { HttpResourceRef } from '@angular/common/http';
import { computed, linkedSignal, signal } from '@angular/core';
import { askAgainWhile } from '../data/ask-again.js';
import type { Report } from './run.js';

/**
 * The latest comparison of two books, followed while one runs. Make one in an injection context; it ends with the
 * page that made it.
 */
export abstract class RunReport<Known extends Report = Report> {
  /** Kept through a failed question, so that a page full of findings does not vanish for it. */
  private readonly shown = linkedSignal<Known | null, Known | null>({
    source: () => (this.answer.hasValue() ? this.answer.value() : null),
    computation: (report, before) => report ?? before?.value ?? null,
  });
  private readonly sending = signal(false);
  private readonly refused = signal<unknown>(null);

  readonly report = this.shown.asReadonly();
  readonly loading = computed(() => this.answer.isLoading());
  readonly failure = computed(() => this.answer.error());
  /** A request to start a run is on its way. */
  readonly starting = this.sending.asReadonly();
  /** Why the last such request was refused. */
  readonly refusal = this.refused.asReadonly();
  readonly running = computed((): Known['running'] => this.shown()?.running ?? null);

  constructor(private readonly answer: HttpResourceRef<Known | undefined>) {
    askAgainWhile(
      this.shown,
      (report) => !!report?.running,
      () => this.reload(),
    );
  }

  /** Starts a comparison that changes nothing. True when it has begun. */
  abstract look(): Promise<boolean>;

  /** Starts one that repairs what needs no person. True when it has begun. */
  abstract repair(reason: string): Promise<boolean>;

  reload(): void {
    this.answer.reload();
  }

  /** True when the run has begun. */
  protected async start(send: () => Promise<unknown>): Promise<boolean> {
    if (this.sending()) return false;
    this.sending.set(true);
    this.refused.set(null);
    try {
      await send();
      return true;
    } catch (error) {
      this.refused.set(error);
      return false;
    } finally {
      this.sending.set(false);
      // Also after a refusal: when somebody else was faster, their run is what there is to see.
      this.reload();
    }
  }
}
