import { Component, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { absoluteTime, durationInWords } from '../../../ui/format.js';

export interface ConfirmJumpData {
  seconds: number;
  /** Where the clock will stand, ISO. */
  target: string;
}

/** Asks before time moves for everybody in this sandbox. Closes with true when confirmed. */
@Component({
  selector: 'ac-confirm-jump',
  imports: [MatDialogModule],
  template: `
    <h2 mat-dialog-title>Move the clock by {{ by }}?</h2>
    <mat-dialog-content>
      <p>
        It will be <strong>{{ target }}</strong> for everyone who uses this sandbox. Renewals, reminders,
        checks and everything else that falls due by then will run.
      </p>
      <p>The clock cannot be moved back. Sessions may end on a long jump; then you sign in again.</p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button type="button" class="am-button am-button--quiet" mat-dialog-close>Cancel</button>
      <button type="button" class="am-button" [mat-dialog-close]="true" cdkFocusInitial>
        Move the clock
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: 0.75rem;
      padding-bottom: 1.25rem;
    }
    mat-dialog-actions {
      gap: 0.5rem;
      padding: 0.5rem 1.5rem 1.25rem;
    }
  `,
})
export class ConfirmJump {
  private readonly data = inject<ConfirmJumpData>(MAT_DIALOG_DATA);
  protected readonly by = durationInWords(this.data.seconds);
  protected readonly target = absoluteTime(this.data.target);
}
