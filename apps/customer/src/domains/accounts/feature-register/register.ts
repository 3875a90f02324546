import { Component, computed, inject, input, signal } from '@angular/core';
import { FormRoot, form } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import { PLANS, isPlanName } from '@automna/contracts';
import { ProblemAlert, type Problem, dollars, toProblem } from '@automna/web-ui';
import { AuthPage } from '../../../ui/auth-page.js';
import { type SubmitOutcome, fieldErrors, focusFirstError } from '../../../ui/form-problems.js';
import { TextField } from '../../../ui/text-field.js';
import { registerSchema } from '../data/account-schemas.js';
import { Session } from '../data/session.js';

/** `/register`, with the chosen plan in `?plan=`: payment comes next. */
@Component({
  selector: 'am-register',
  imports: [AuthPage, FormRoot, TextField, ProblemAlert, RouterLink],
  templateUrl: './register.html',
})
export class Register {
  private readonly session = inject(Session);
  private readonly router = inject(Router);

  /** Query parameter. */
  readonly plan = input<string>();

  protected readonly problem = signal<Problem | null>(null);
  protected readonly chosen = computed(() => {
    const name = this.plan();
    return isPlanName(name) ? PLANS[name] : null;
  });
  protected readonly lead = computed(() => {
    const plan = this.chosen();
    return plan
      ? `You chose ${plan.title}, ${dollars(plan.priceCents)} a month. Payment is the next step.`
      : 'An account takes a minute. You choose a plan next.';
  });
  protected readonly form = form(signal({ name: '', email: '', password: '' }), registerSchema, {
    submission: { action: () => this.create(), onInvalid: (root) => focusFirstError(root) },
  });

  private async create(): Promise<SubmitOutcome> {
    this.problem.set(null);
    try {
      await this.session.register(this.form().value());
    } catch (error) {
      const problem = toProblem(error);
      this.problem.set(problem);
      const { name, email, password } = this.form;
      return fieldErrors({ name, email, password }, problem);
    }
    const plan = this.chosen();
    if (plan) await this.router.navigate(['/checkout/start'], { queryParams: { plan: plan.name } });
    else await this.router.navigateByUrl('/setup');
    return undefined;
  }
}
