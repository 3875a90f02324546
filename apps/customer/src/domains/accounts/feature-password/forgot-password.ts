import { Component, inject, signal } from '@angular/core';
import { FormRoot, form } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { Icon, ProblemAlert, type Problem, toProblem } from '@automna/web-ui';
import { AuthPage } from '../../../ui/auth-page.js';
import { type SubmitOutcome, fieldErrors, focusFirstError } from '../../../ui/form-problems.js';
import { TextField } from '../../../ui/text-field.js';
import { forgotSchema } from '../data/account-schemas.js';
import { AccountsClient } from '../data/accounts-client.js';

/** `/forgot-password`. The answer is the same whether or not the address has an account. */
@Component({
  selector: 'am-forgot-password',
  imports: [AuthPage, FormRoot, TextField, ProblemAlert, Icon, RouterLink],
  template: `
    <am-auth-page heading="Reset your password" lead="We mail you a link that lets you choose a new one.">
      @if (sentTo(); as address) {
        <div class="am-note am-note--ok" role="status">
          <am-icon name="mail" />
          <p>
            If {{ address }} has an account, a link is on its way. It works for one hour. Check your spam
            folder too.
          </p>
        </div>
      } @else {
        @if (problem(); as problem) {
          <am-problem-alert [problem]="problem" fieldsShown />
        }
        <form class="am-stack" [formRoot]="form" aria-label="Reset your password">
          <am-text-field [field]="form.email" label="Email" type="email" autocomplete="username" />
          <button type="submit" class="am-button am-button--wide" [disabled]="form().submitting()">
            {{ form().submitting() ? 'Sending…' : 'Mail me a link' }}
          </button>
        </form>
      }
      <p below><a routerLink="/login">Back to sign in</a></p>
    </am-auth-page>
  `,
})
export class ForgotPassword {
  private readonly client = inject(AccountsClient);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly sentTo = signal('');
  protected readonly form = form(signal({ email: '' }), forgotSchema, {
    submission: { action: () => this.send(), onInvalid: (root) => focusFirstError(root) },
  });

  private async send(): Promise<SubmitOutcome> {
    this.problem.set(null);
    const { email } = this.form().value();
    try {
      await this.client.forgotPassword(email);
      this.sentTo.set(email);
      return undefined;
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      return fieldErrors({ email: this.form.email }, problem);
    }
  }
}
