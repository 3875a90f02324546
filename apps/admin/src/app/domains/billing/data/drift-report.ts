import { computed, inject, linkedSignal, Service, signal } from '@angular/core';
import type { DriftReportDto } from '@automna/api-client';
import { askAgainWhile } from './ask-again.js';
import { BillingClient } from './billing-client.js';

/**
 * The latest comparison of Stripe with the database, followed while one runs. Provided by the page that shows it,
 * so it ends with the page.
 */
@Service({ autoProvided: false })
export class DriftReport {
  private readonly client = inject(BillingClient);
  private readonly answer = this.client.drift();

  /** Kept through a failed question, so that a page full of findings does not vanish for it. */
  private readonly shown = linkedSignal<DriftReportDto | null, DriftReportDto | null>({
    source: () => (this.answer.hasValue() ? this.answer.value() : null),
    computation: (report, before) => report ?? before?.value ?? null,
  });
  private readonly sending = signal(false);
  private readonly refused = signal<unknown>(null);

  readonly report = this.shown.asReadonly();
  readonly loading = computed(() => this.answer.isLoading());
  readonly failure = computed(() => this.answer.error());
  /** A request to start a pass is on its way. */
  readonly starting = this.sending.asReadonly();
  /** Why the last such request was refused. */
  readonly refusal = this.refused.asReadonly();
  readonly running = computed(() => this.shown()?.running ?? null);

  constructor() {
    askAgainWhile(
      this.shown,
      (report) => !!report?.running,
      () => this.reload(),
    );
  }

  reload(): void {
    this.answer.reload();
  }

  compare(): Promise<boolean> {
    return this.start(() => this.client.compare());
  }

  repair(reason: string): Promise<boolean> {
    return this.start(() => this.client.repair({ reason }));
  }

  /** True when the pass has begun. */
  private async start(send: () => Promise<unknown>): Promise<boolean> {
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
      // Also after a refusal: when somebody else was faster, their pass is what there is to see.
      this.reload();
    }
  }
}
