import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import type { ProvisionDto } from '@automna/api-client';
import { type Problem, toProblem } from '@automna/web-ui';
import { ProvisionStream, type StreamState } from '../data/provision-stream.js';
import { SetupClient } from '../data/setup-client.js';

/**
 * The setting up of the machine as one page sees it: where it stands, whether the line is live, what went wrong.
 * Opening the page starts the work when nobody has; reloading it only looks again.
 */
@Service({ autoProvided: false })
export class ProvisionStore {
  private readonly client = inject(SetupClient);
  private readonly stream = inject(ProvisionStream);
  private readonly state = signal<ProvisionDto | null>(null);
  private readonly line = signal<StreamState>('connecting');
  private readonly trouble = signal<Problem | null>(null);
  private readonly busy = signal(false);
  private stopStream: (() => void) | undefined;

  readonly provision = this.state.asReadonly();
  readonly connection = this.line.asReadonly();
  readonly problem = this.trouble.asReadonly();
  readonly retrying = this.busy.asReadonly();
  readonly ready = computed(() => this.state()?.state === 'ready');
  readonly failed = computed(() => this.state()?.state === 'failed');
  /** The step under way or failed: what a screen reader hears when it changes. */
  readonly currentStep = computed(
    () => this.state()?.steps.find(({ state }) => state === 'running' || state === 'failed') ?? null,
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stopStream?.());
  }

  async begin(): Promise<void> {
    this.trouble.set(null);
    try {
      const status = await this.client.provisionStatus();
      this.state.set(status.state === 'none' ? await this.client.provision() : status);
      this.follow();
    } catch (error) {
      this.trouble.set(toProblem(error));
    }
  }

  async retry(): Promise<void> {
    this.busy.set(true);
    this.trouble.set(null);
    try {
      this.state.set(await this.client.provision());
      this.follow();
    } catch (error) {
      this.trouble.set(toProblem(error));
    } finally {
      this.busy.set(false);
    }
  }

  private follow(): void {
    this.stopStream?.();
    if (this.ready()) return;
    this.stopStream = this.stream.follow({
      provision: (provision) => this.state.set(provision),
      state: (state) => this.line.set(state),
    });
  }
}
