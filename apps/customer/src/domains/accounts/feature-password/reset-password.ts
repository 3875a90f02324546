import { Component, inject, signal } from '@angular/core';
import { FormRoot, form } from '@angular/forms/signals';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { ProblemAlert, type Problem, toProblem } from '@automna/web-ui';
import { AuthPage } from '../../../ui/auth-page.js';
import { type SubmitOutcome, fieldErrors, focusFirstError } from '../../../ui/form-problems.js';
import { TextField } from '../../../ui/text-field.js';
import { resetSchema } from '../data/account-schemas.js';
import { AccountsClient } from '../data/accounts-client.js';
import { fragmentToken } from '../data/fragment-token.js';

/** `/reset-password#token=…`: the fragment never reaches a server log. */
@Component({
  selector: 'am-reset-password',
  imports: [AuthPage, FormRoot, TextField, ProblemAlert, RouterLink],
  template: `
    <am-auth-page heading="Choose a new password" lead="Every device that is signed in will be signed out.">
      @if (problem(); as problem) {
        <am-problem-alert [problem]="problem" fieldsShown>
          @if (problem.errorCode === 'token_invalid') {
            <a class="am-button am-button--small am-button--quiet" routerLink="/forgot-password"
              >Ask for a new link</a
            >
          }
        </am-problem-alert>
      }
      @if (token) {
        <form class="am-stack" [formRoot]="form" aria-label="Choose a new password">
          <am-text-field
            [field]="form.password"
            label="New password"
            secret
            autocomplete="new-password"
            hint="At least 12 characters."
          />
          <button type="submit" class="am-button am-button--wide" [disabled]="form().submitting()">
            {{ form().submitting() ? 'Saving…' : 'Save new password' }}
          </button>
        </form>
      }
    </am-auth-page>
  `,
})
export class ResetPassword {
  private readonly client = inject(AccountsClient);
  private readonly router = inject(Router);
  protected readonly token = fragmentToken(inject(ActivatedRoute).snapshot.fragment);
  protected readonly problem = signal<Problem | null>(this.token ? null : INCOMPLETE);
  protected readonly form = form(signal({ password: '' }), resetSchema, {
    submission: { action: () => this.save(), onInvalid: (root) => focusFirstError(root) },
  });

  private async save(): Promise<SubmitOutcome> {
    this.problem.set(null);
    try {
      await this.client.resetPassword(this.token, this.form().value().password);
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      return fieldErrors({ password: this.form.password }, problem);
    }
    await this.router.navigate(['/login'], { queryParams: { reason: 'reset' } });
    return undefined;
  }
}

const INCOMPLETE: Problem = {
  title: 'This link is not complete',
  detail: 'Open the link in our mail again, or copy all of it into the address bar.',
  status: 400,
  errorCode: 'token_invalid',
};
