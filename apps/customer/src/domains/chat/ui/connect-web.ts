import { Component, computed, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ChannelsDto } from '@automna/api-client';
import { EmptyState, type Problem, ProblemAlert, toProblem } from '@automna/web-ui';
import { ChannelsClient } from '../../agent/data/channels-client.js';

/** Where there is no web chat yet: connects it, or says why the plan has no room and what to do. */
@Component({
  selector: 'am-connect-web',
  imports: [EmptyState, ProblemAlert, RouterLink],
  template: `
    @if (!offered()) {
      <am-empty-state icon="chat" heading="Chat comes with a plan" [text]="note()">
        <a class="am-button" routerLink="/pricing">See the plans</a>
      </am-empty-state>
    } @else if (full()) {
      <am-empty-state icon="chat" heading="Your plan has no room for web chat" [text]="fullText()">
        <div class="am-row">
          <a class="am-button" routerLink="/settings/billing">See larger plans</a>
          <a class="am-button am-button--quiet" routerLink="/dashboard">Change your channels</a>
        </div>
      </am-empty-state>
    } @else {
      <am-empty-state icon="chat" heading="Connect web chat to talk here" [text]="note()">
        <button type="button" class="am-button" [disabled]="busy()" (click)="connect()">
          {{ busy() ? 'Connecting…' : 'Connect web chat' }}
        </button>
      </am-empty-state>
    }
    @if (problem(); as problem) {
      <am-problem-alert [problem]="problem" />
    }
  `,
  styles: `
    :host {
      display: block;
    }
    .am-row {
      justify-content: center;
    }
  `,
})
export class ConnectWeb {
  private readonly client = inject(ChannelsClient);

  readonly channels = input.required<ChannelsDto>();
  readonly connected = output();

  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  private readonly kind = computed(() => this.channels().kinds.find(({ kind }) => kind === 'web'));
  protected readonly offered = computed(() => this.kind()?.available ?? false);
  protected readonly note = computed(() => this.kind()?.note ?? '');
  protected readonly full = computed(() => {
    const { limit, used } = this.channels();
    return limit.limit !== null && used >= limit.limit;
  });
  protected readonly fullText = computed(() => {
    const { limit, channels } = this.channels();
    const inUse = channels.filter(({ status }) => status !== 'paused').map(({ label }) => label);
    const room = limit.limit === 1 ? 'one channel' : `${limit.limit} channels`;
    return `It includes ${room}, and you use ${inUse.join(', ')}. Pause or remove one to chat here, or take a larger plan.`;
  });

  protected async connect(): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      const waiting = this.channels().channels.find(
        ({ kind, status }) => kind === 'web' && status === 'paused',
      );
      await (waiting ? this.client.resume(waiting.id) : this.client.add({ kind: 'web' }));
      this.connected.emit();
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
