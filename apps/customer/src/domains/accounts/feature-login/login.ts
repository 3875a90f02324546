import { Component, computed, inject, input, signal } from '@angular/core';
import { FormRoot, form } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import { Icon, ProblemAlert, type Problem, toProblem } from '@automna/web-ui';
import { AuthPage } from '../../../ui/auth-page.js';
import { type SubmitOutcome, fieldErrors, focusFirstError } from '../../../ui/form-problems.js';
import { TextField } from '../../../ui/text-field.js';
import { loginSchema } from '../data/account-schemas.js';
import { localUrl } from '../data/local-url.js';
import { Session } from '../data/session.js';

/** `/login`: brings people back to where they were going. */
@Component({
  selector: 'am-login',
  imports: [AuthPage, FormRoot, TextField, ProblemAlert, Icon, RouterLink],
  templateUrl: './login.html',
})
export class Login {
  private readonly session = inject(Session);
  private readonly router = inject(Router);

  /** Query parameters. */
  readonly returnUrl = input<string>();
  readonly reason = input<string>();
  readonly plan = input<string>();

  protected readonly problem = signal<Problem | null>(null);
  protected readonly notice = computed(() => NOTICES[this.reason() ?? ''] ?? '');
  protected readonly form = form(signal({ email: '', password: '' }), loginSchema, {
    submission: { action: () => this.signIn(), onInvalid: (root) => focusFirstError(root) },
  });

  private async signIn(): Promise<SubmitOutcome> {
    this.problem.set(null);
    try {
      await this.session.login(this.form().value());
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      return fieldErrors({ email: this.form.email, password: this.form.password }, problem);
    }
    const plan = this.plan();
    if (plan) await this.router.navigate(['/checkout/start'], { queryParams: { plan } });
    else await this.router.navigateByUrl(localUrl(this.returnUrl()) ?? '/dashboard');
    return undefined;
  }
}

const NOTICES: Record<string, string> = {
  expired: 'You were signed out. Sign in again and you are back where you were.',
  reset: 'Your password is changed and every other device is signed out. Sign in with the new one.',
};
