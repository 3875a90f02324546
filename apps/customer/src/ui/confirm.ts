import { Component, Service, inject } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

export interface Question {
  title: string;
  text: string;
  /** The word on the button that does it. */
  action: string;
}

@Component({
  selector: 'am-confirm-dialog',
  imports: [MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>{{ question.text }}</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button type="button" class="am-button am-button--ghost" [mat-dialog-close]="false" cdkFocusInitial>
        Cancel
      </button>
      <button type="button" class="am-button am-button--danger" [mat-dialog-close]="true">
        {{ question.action }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    mat-dialog-actions {
      gap: 0.5rem;
      padding: 1.25rem 1.5rem 1.5rem;
    }
  `,
})
class ConfirmDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
}

/** Asks before something is taken away. */
@Service()
export class Confirm {
  private readonly dialog = inject(MatDialog);

  async ask(question: Question): Promise<boolean> {
    const dialog = this.dialog.open<ConfirmDialog, Question, boolean>(ConfirmDialog, {
      data: question,
      role: 'alertdialog',
      maxWidth: 'min(28rem, calc(100vw - 2rem))',
    });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }
}
