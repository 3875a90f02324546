import { Component, inject, signal } from '@angular/core';
import { apply, form, FormRoot } from '@angular/forms/signals';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { ProblemAlert } from '@automna/web-ui';
import { ReasonField, reasonRules } from './reason-field.js';

/** A question before something is done, and what is to be done with the answer. */
export interface ReasonQuestion {
  title: string;
  /** What it is about. */
  subject: string;
  /** What comes of it. */
  consequence: string;
  label: string;
  /** On the button that does it. */
  action: string;
  /** Does it. A refusal stays in the dialog, so that it does not cost what was typed. */
  act: (reason: string) => Promise<unknown>;
}

/** Asks why, and does it. Closes with true when it was done. */
@Component({
  selector: 'ac-reason-dialog',
  imports: [FormRoot, MatDialogModule, ProblemAlert, ReasonField],
  template: `
    <form [formRoot]="answer">
      <h2 mat-dialog-title>{{ question.title }}</h2>
      <mat-dialog-content>
        <p>{{ question.subject }}</p>
        <p>{{ question.consequence }}</p>
        <ac-reason-field [field]="answer.reason" [label]="question.label" />
        @if (refusal(); as error) {
          <am-problem-alert [problem]="error" />
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button type="button" class="am-button am-button--quiet" mat-dialog-close>Cancel</button>
        <button type="submit" class="am-button" [attr.aria-disabled]="busy()">{{ question.action }}</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: 0.875rem;
      padding-block: 0 1.25rem;
      overflow-wrap: anywhere;
    }
    mat-dialog-actions {
      gap: 0.5rem;
      padding: 0.5rem 1.5rem 1.25rem;
    }
  `,
})
export class ReasonDialog {
  private readonly dialog = inject<MatDialogRef<ReasonDialog, true>>(MatDialogRef);
  protected readonly question = inject<ReasonQuestion>(MAT_DIALOG_DATA);
  protected readonly busy = signal(false);
  protected readonly refusal = signal<unknown>(null);

  private readonly model = signal({ reason: '' });
  protected readonly answer = form(this.model, (path) => apply(path.reason, reasonRules), {
    submission: {
      action: async () => {
        await this.act();
        return undefined;
      },
    },
  });

  private async act(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.refusal.set(null);
    try {
      await this.question.act(this.model().reason.trim());
      this.dialog.close(true);
    } catch (error) {
      this.refusal.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
