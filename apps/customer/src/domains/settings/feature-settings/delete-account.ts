import {
  Component,
  type ElementRef,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { FormRoot, form, required } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import type { AccountDeletionDto } from '@automna/api-client';
import { ProblemAlert, type Problem, toProblem } from '@automna/web-ui';
import { instant } from '../../../ui/dates.js';
import { type SubmitOutcome, fieldErrors, focusFirstError } from '../../../ui/form-problems.js';
import { Notices } from '../../../ui/notices/notices.js';
import { TextField } from '../../../ui/text-field.js';
import { DeletionClient } from '../../accounts/data/deletion-client.js';
import { days, deletionSteps } from './deletion-words.js';

/** The way to the end of an account: what happens and when, then the password. */
@Component({
  selector: 'am-delete-account',
  imports: [FormRoot, ProblemAlert, RouterLink, TextField],
  templateUrl: './delete-account.html',
  styleUrl: './delete-account.scss',
})
export class DeleteAccount {
  private readonly client = inject(DeletionClient);
  private readonly notices = inject(Notices);

  readonly deletion = input.required<AccountDeletionDto>();
  /** The end was asked for: how it stands now. */
  readonly asked = output<AccountDeletionDto>();

  private readonly title = viewChild.required<ElementRef<HTMLElement>>('title');
  protected readonly steps = computed(() => deletionSteps(Date.now(), this.deletion()));
  protected readonly daysToKeep = computed(() => days(this.deletion().daysToKeep));
  protected readonly sure = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly form = form(
    signal({ password: '' }),
    (path) => required(path.password, { message: 'Enter your password.' }),
    { submission: { action: () => this.ask(), onInvalid: (root) => focusFirstError(root) } },
  );

  /** The button that was pressed goes away with this: the focus waits at the heading above what comes. */
  protected goOn(): void {
    this.sure.set(true);
    this.title().nativeElement.focus();
  }

  protected leave(): void {
    this.sure.set(false);
    this.problem.set(null);
    this.form().reset({ password: '' });
    this.title().nativeElement.focus();
  }

  private async ask(): Promise<SubmitOutcome> {
    this.problem.set(null);
    try {
      const deletion = await this.client.ask(this.form().value().password);
      this.form().reset({ password: '' });
      this.asked.emit(deletion);
      if (deletion.dueAt) {
        this.notices.show(`Your account will be deleted on ${instant(deletion.dueAt)}.`, {
          about: 'account',
        });
      }
      return undefined;
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      return fieldErrors({ password: this.form.password }, problem);
    }
  }
}
