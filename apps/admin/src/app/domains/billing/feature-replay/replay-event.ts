import { Component, inject, input, output, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { StripeEventDetailDto } from '@automna/api-client';
import { ProblemAlert } from '@automna/web-ui';
import { firstValueFrom } from 'rxjs';
import { Session } from '../../../session/session.js';
import { BillingClient } from '../data/billing-client.js';
import { type ReplayAnswer, ReplayDialog, type ReplayQuestion } from './replay-dialog.js';

/** Carries a stored webhook out once more, after a question. Shows nothing to support, who only looks. */
@Component({
  selector: 'ac-replay-event',
  imports: [ProblemAlert],
  template: `
    @if (mayReplay()) {
      <button
        type="button"
        class="am-button am-button--small am-button--quiet"
        [attr.aria-disabled]="busy()"
        (click)="ask()"
      >
        {{ busy() ? 'Replaying…' : 'Replay' }}<span class="am-visually-hidden"> {{ type() }}</span>
      </button>
      <span class="am-visually-hidden" role="status">{{ done() ? type() + ' is being replayed' : '' }}</span>
      @if (failure(); as error) {
        <am-problem-alert [problem]="error" />
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      justify-items: start;
      gap: 0.5rem;
    }
    :host:empty {
      display: none;
    }
  `,
})
export class ReplayEvent {
  private readonly client = inject(BillingClient);
  private readonly dialog = inject(MatDialog);
  protected readonly mayReplay = inject(Session).isAdmin;

  readonly id = input.required<string>();
  readonly type = input.required<string>();
  /** The event as it stands after the replay was taken on. */
  readonly replayed = output<StripeEventDetailDto>();

  protected readonly busy = signal(false);
  protected readonly done = signal(false);
  protected readonly failure = signal<unknown>(null);

  protected async ask(): Promise<void> {
    if (this.busy()) return;
    const dialog = this.dialog.open<ReplayDialog, ReplayQuestion, ReplayAnswer>(ReplayDialog, {
      data: { id: this.id(), type: this.type() },
      width: '30rem',
    });
    const answer = await firstValueFrom(dialog.afterClosed());
    if (answer) await this.replay(answer.reason);
  }

  private async replay(reason: string): Promise<void> {
    this.busy.set(true);
    this.done.set(false);
    this.failure.set(null);
    try {
      const event = await this.client.replay(this.id(), reason ? { reason } : {});
      this.done.set(true);
      this.replayed.emit(event);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
