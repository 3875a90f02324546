import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { FormRoot, form, required } from '@angular/forms/signals';
import type { ChannelDto } from '@automna/api-client';
import { ProblemAlert, type Problem, toProblem } from '@automna/web-ui';
import { type SubmitOutcome, fieldErrors, focusFirstError } from '../../../ui/form-problems.js';
import { Notices } from '../../../ui/notices/notices.js';
import { TextField } from '../../../ui/text-field.js';
import { OWNER_HELP } from '../data/channel-help.js';
import { ChannelsClient } from '../data/channels-client.js';

/** Whom the agent listens to on a channel, and the form in which its owner says who they are. */
@Component({
  selector: 'am-channel-owner',
  imports: [FormRoot, TextField, ProblemAlert],
  template: `
    @if (help(); as help) {
      @if (open()) {
        <form class="am-stack" [formRoot]="form" [attr.aria-label]="'Say who you are for ' + channel().label">
          <p class="am-small">{{ text() }}</p>
          @if (problem(); as problem) {
            <am-problem-alert [problem]="problem" fieldsShown />
          }
          <am-text-field [field]="form.ownerId" [label]="help.label" [placeholder]="help.placeholder" code />
          <div class="am-row">
            <button type="submit" class="am-button am-button--small" [disabled]="form().submitting()">
              {{ form().submitting() ? 'Saving…' : 'Save' }}
            </button>
            <button
              type="button"
              class="am-button am-button--small am-button--ghost"
              (click)="open.set(false)"
            >
              Not now
            </button>
          </div>
        </form>
      } @else {
        <div class="am-row">
          <p class="am-small am-muted">{{ listensTo() }}</p>
          <button
            type="button"
            class="am-button am-button--small am-button--quiet"
            [attr.aria-label]="
              channel().ownerId
                ? 'Change whom ' + channel().label + ' listens to'
                : 'Say who you are for ' + channel().label
            "
            (click)="open.set(true)"
          >
            {{ channel().ownerId ? 'Change' : 'Say who you are' }}
          </button>
        </div>
      }
    }
  `,
})
export class ChannelOwner {
  private readonly channels = inject(ChannelsClient);
  private readonly notices = inject(Notices);

  readonly channel = input.required<ChannelDto>();
  readonly saved = output();

  protected readonly open = signal(false);
  protected readonly help = computed(() => OWNER_HELP[this.channel().kind]);
  protected readonly text = computed(() => this.help()?.text.replace('{bot}', this.channel().label) ?? '');
  protected readonly listensTo = computed(() => {
    const { kind, ownerId } = this.channel();
    if (ownerId) return `Listens to ${ownerId} alone.`;
    return kind === 'whatsapp'
      ? 'Answers in your chat with yourself.'
      : 'One step is left: it listens to nobody until it knows you.';
  });
  protected readonly problem = signal<Problem | null>(null);
  protected readonly form = form(
    // What is being typed stays when the list of channels is read again.
    linkedSignal({
      source: () => this.channel().ownerId ?? '',
      computation: (ownerId) => ({ ownerId }),
    }),
    (path) => required(path.ownerId, { message: 'Paste the number here.' }),
    { submission: { action: () => this.save(), onInvalid: (root) => focusFirstError(root) } },
  );

  private async save(): Promise<SubmitOutcome> {
    this.problem.set(null);
    const { id, label, kind } = this.channel();
    try {
      await this.channels.setOwner(id, this.form().value().ownerId.trim());
      this.open.set(false);
      this.notices.show(`${label} listens to you in about half a minute.`, { about: kind });
      this.saved.emit();
      return undefined;
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      return fieldErrors({ ownerId: this.form.ownerId }, problem);
    }
  }
}
