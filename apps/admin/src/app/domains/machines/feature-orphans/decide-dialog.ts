import { Component, inject, signal } from '@angular/core';
import { apply, form, FormField, FormRoot, validate } from '@angular/forms/signals';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { OrphanDto } from '@automna/api-client';
import { ProblemAlert } from '@automna/web-ui';
import { ReasonField, reasonRules } from '../../../ui/reason-field.js';
import { decisionWords } from '../data/decision-words.js';
import { MachinesClient, type OrphanDecision } from '../data/machines-client.js';
import { OrphanSummary } from '../ui/orphan-summary.js';

export interface DecideQuestion {
  orphan: OrphanDto;
  decision: OrphanDecision;
}

/**
 * Asks before something is decided about an orphan, and for the reason that the audit log keeps. Decides here, so that
 * a refusal does not cost what was typed; closes with the orphan as it stands then, or without anything.
 */
@Component({
  selector: 'ac-decide-dialog',
  imports: [FormField, FormRoot, MatDialogModule, OrphanSummary, ProblemAlert, ReasonField],
  templateUrl: './decide-dialog.html',
  styleUrl: './decide-dialog.scss',
})
export class DecideDialog {
  private readonly dialog = inject<MatDialogRef<DecideDialog, OrphanDto>>(MatDialogRef);
  private readonly client = inject(MachinesClient);
  private readonly question = inject<DecideQuestion>(MAT_DIALOG_DATA);

  protected readonly orphan = this.question.orphan;
  protected readonly words = decisionWords(this.question.decision, this.orphan);
  /** Only a whole app says nothing of whose it is. */
  protected readonly asksCustomer = this.question.decision === 'adopt' && this.orphan.kind === 'app';
  protected readonly busy = signal(false);
  protected readonly refusal = signal<unknown>(null);

  private readonly model = signal({ customerId: '', reason: '' });
  protected readonly answer = form(
    this.model,
    (path) => {
      validate(path.customerId, ({ value }) =>
        this.asksCustomer && !value().trim()
          ? { kind: 'missing', message: 'Paste the customer’s id (usr_…).' }
          : null,
      );
      apply(path.reason, reasonRules);
    },
    {
      submission: {
        action: async () => {
          await this.decide();
          return undefined;
        },
      },
    },
  );

  protected wrongCustomer(): boolean {
    const field = this.answer.customerId();
    return field.touched() && field.invalid();
  }

  private async decide(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.refusal.set(null);
    const { customerId, reason } = this.model();
    const body = {
      reason: reason.trim(),
      ...(this.asksCustomer ? { customerId: customerId.trim() } : {}),
    };
    try {
      this.dialog.close(await this.client.decide(this.orphan.id, this.question.decision, body));
    } catch (error) {
      this.refusal.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
