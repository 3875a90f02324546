import { Component, inject, signal } from '@angular/core';
import { form, FormField, FormRoot, maxLength } from '@angular/forms/signals';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';

export interface ReplayQuestion {
  id: string;
  type: string;
}

/** What was typed; closing without it means no. */
export interface ReplayAnswer {
  reason: string;
}

/** Asks before a webhook is carried out once more, and for the reason that the audit log keeps. */
@Component({
  selector: 'ac-replay-dialog',
  imports: [FormField, FormRoot, MatDialogModule],
  template: `
    <form [formRoot]="answer">
      <h2 mat-dialog-title>Replay this event?</h2>
      <mat-dialog-content>
        <p>
          <strong>{{ question.type }}</strong> <code>{{ question.id }}</code>
        </p>
        <p>
          Its subject is read from Stripe again and written down as it is there now. Mails and grants that
          were already made are not made twice.
        </p>
        <div class="ac-field">
          <label for="replay-reason">Reason (optional)</label>
          <textarea
            id="replay-reason"
            class="ac-input"
            rows="2"
            aria-describedby="replay-reason-help"
            [formField]="answer.reason"
          ></textarea>
          <p id="replay-reason-help" class="ac-field__help">Kept in the audit log, under your account.</p>
          @for (error of answer.reason().errors(); track error.kind) {
            <p class="ac-field__error" role="alert">{{ error.message }}</p>
          }
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button type="button" class="am-button am-button--quiet" mat-dialog-close>Cancel</button>
        <button type="submit" class="am-button">Replay</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: 0.75rem;
      padding-block: 0 1.25rem;
      overflow-wrap: anywhere;
    }
    code {
      display: block;
    }
    mat-dialog-actions {
      gap: 0.5rem;
      padding: 0.5rem 1.5rem 1.25rem;
    }
  `,
})
export class ReplayDialog {
  private readonly dialog = inject<MatDialogRef<ReplayDialog, ReplayAnswer>>(MatDialogRef);
  protected readonly question = inject<ReplayQuestion>(MAT_DIALOG_DATA);

  private readonly model = signal({ reason: '' });
  protected readonly answer = form(
    this.model,
    (path) => maxLength(path.reason, 500, { message: 'Say it in 500 characters or fewer.' }),
    {
      submission: {
        action: () => {
          this.dialog.close({ reason: this.model().reason.trim() });
          return Promise.resolve(undefined);
        },
      },
    },
  );
}
