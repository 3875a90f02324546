import { Component, computed, inject, signal } from '@angular/core';
import { form, FormField, FormRoot } from '@angular/forms/signals';
import { MatDialog } from '@angular/material/dialog';
import { EmptyState, Icon, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { firstValueFrom } from 'rxjs';
import { Session } from '../../../session/session.js';
import { ServerClock } from '../../../shell/server-clock.js';
import { absoluteTime, durationInWords } from '../../../ui/format.js';
import { PageHeader } from '../../../ui/page-header.js';
import { Panel } from '../../../ui/panel.js';
import { ClockClient } from '../data/clock-client.js';
import { type Jump, jumpSchema, jumpSeconds, QUICK_JUMPS, UNITS } from '../data/jump.js';
import { ConfirmJump, type ConfirmJumpData } from '../ui/confirm-jump.js';

/** Sandbox only: play weeks in a minute. */
@Component({
  selector: 'ac-clock',
  imports: [EmptyState, FormField, FormRoot, Icon, PageHeader, Panel, ProblemAlert, SkeletonLines],
  templateUrl: './clock.html',
  styleUrl: './clock.scss',
})
export class ClockPage {
  private readonly client = inject(ClockClient);
  private readonly dialog = inject(MatDialog);
  protected readonly clock = inject(ServerClock);
  protected readonly mayMove = inject(Session).isAdmin;

  protected readonly quickJumps = QUICK_JUMPS;
  protected readonly units = UNITS;
  private readonly model = signal<Jump>({ amount: 3, unit: 'days' });
  protected readonly custom = form(this.model, jumpSchema, {
    submission: { action: () => this.ask(jumpSeconds(this.model())) },
  });

  protected readonly moving = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly done = signal('');
  protected readonly now = computed(() => absoluteTime(new Date(this.clock.now()).toISOString()));
  protected readonly ahead = computed(() => {
    const seconds = this.clock.clock()?.offsetSeconds ?? 0;
    return seconds === 0 ? null : durationInWords(seconds);
  });

  protected async ask(seconds: number): Promise<undefined> {
    if (this.moving()) return;
    const target = new Date(this.clock.now() + seconds * 1000).toISOString();
    const confirm = this.dialog.open<ConfirmJump, ConfirmJumpData, boolean>(ConfirmJump, {
      data: { seconds, target },
      width: '30rem',
    });
    if (await firstValueFrom(confirm.afterClosed())) await this.move(seconds);
  }

  private async move(seconds: number): Promise<void> {
    this.moving.set(true);
    this.failure.set(null);
    this.done.set('');
    try {
      const clock = await this.client.advance(seconds);
      this.clock.set(clock);
      this.done.set(`Moved by ${durationInWords(seconds)}. It is now ${absoluteTime(clock.now)}.`);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.moving.set(false);
    }
  }
}
