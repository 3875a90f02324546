import { Component, computed, inject, input, output, signal } from '@angular/core';
import { FormRoot, form, required } from '@angular/forms/signals';
import type { ChannelDto } from '@automna/api-client';
import { Icon, ProblemAlert, type Problem, toProblem } from '@automna/web-ui';
import { type SubmitOutcome, fieldErrors, focusFirstError } from '../../../ui/form-problems.js';
import { TextField } from '../../../ui/text-field.js';
import { type ChannelKind, TOKEN_HELP } from '../data/channel-help.js';
import { ChannelsClient } from '../data/channels-client.js';

/** Where to get a channel's token, and the form that takes it. */
@Component({
  selector: 'am-channel-token',
  imports: [FormRoot, TextField, Icon, ProblemAlert],
  template: `
    @if (help(); as help) {
      <section class="am-card am-stack" [attr.aria-label]="'Connect ' + kind()" tabindex="-1">
        <ol>
          @for (step of help.steps; track step) {
            <li>{{ step }}</li>
          }
        </ol>
        <p>
          <a [href]="help.link.url" target="_blank" rel="noopener"
            >{{ help.link.text }}<span class="am-visually-hidden"> (opens in a new tab)</span></a
          >
        </p>
        @if (problem(); as problem) {
          <am-problem-alert [problem]="problem" fieldsShown />
        }
        <form class="am-stack" [formRoot]="form" aria-label="Connect a channel">
          <am-text-field
            [field]="form.token"
            [label]="help.label"
            [placeholder]="help.placeholder"
            secret
            code
          />
          <div class="am-row">
            <button type="submit" class="am-button" [disabled]="form().submitting()">
              {{ form().submitting() ? 'Checking the token…' : 'Check and connect' }}
            </button>
            <button type="button" class="am-button am-button--ghost" (click)="cancelled.emit()">
              Cancel
            </button>
          </div>
        </form>
        <p class="am-small am-muted lock">
          <am-icon name="lock" [size]="16" />Stored encrypted, shown never again.
        </p>
      </section>
    }
  `,
  styles: `
    ol {
      display: grid;
      gap: 0.375rem;
      padding-left: 1.25rem;
    }
    .lock {
      display: flex;
      align-items: center;
      gap: 0.5rem;
    }
  `,
})
export class ChannelToken {
  private readonly channels = inject(ChannelsClient);

  readonly kind = input.required<ChannelKind>();
  readonly added = output<ChannelDto>();
  readonly cancelled = output();

  protected readonly help = computed(() => TOKEN_HELP[this.kind()]);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly form = form(
    signal({ token: '' }),
    (path) => required(path.token, { message: 'Paste the token here.' }),
    { submission: { action: () => this.connect(), onInvalid: (root) => focusFirstError(root) } },
  );

  private async connect(): Promise<SubmitOutcome> {
    this.problem.set(null);
    try {
      const token = this.form().value().token.trim();
      this.added.emit(await this.channels.add({ kind: this.kind(), token }));
      return undefined;
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      return fieldErrors({ token: this.form.token }, problem);
    }
  }
}
