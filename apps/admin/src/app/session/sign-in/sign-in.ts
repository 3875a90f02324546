import { Component, computed, inject, input, signal } from '@angular/core';
import { form, FormField, FormRoot } from '@angular/forms/signals';
import { Router } from '@angular/router';
import type { LoginDto } from '@automna/api-client';
import { Icon, Logo, ThemeToggle } from '@automna/web-ui';
import { Session } from '../session.js';
import { returnPath } from '../staff-guard.js';
import { credentialsSchema } from './credentials.js';
import { reasonText, refusalOf, type SignInRefusal } from './sign-in-messages.js';

/** The only page without the console around it. */
@Component({
  selector: 'ac-sign-in',
  imports: [FormField, FormRoot, Icon, Logo, ThemeToggle],
  templateUrl: './sign-in.html',
  styleUrl: './sign-in.scss',
})
export class SignIn {
  private readonly session = inject(Session);
  private readonly router = inject(Router);

  /** Query parameter: where the person was going. */
  readonly returnTo = input<string>();

  private readonly model = signal<LoginDto>({ email: '', password: '' });
  protected readonly credentials = form(this.model, credentialsSchema, {
    submission: { action: () => this.signIn() },
  });
  protected readonly busy = computed(() => this.credentials().submitting());
  protected readonly refusal = signal<SignInRefusal | null>(null);
  protected readonly reason = computed(() => (this.refusal() ? null : reasonText(this.session.reason())));
  protected readonly passwordShown = signal(false);

  private async signIn(): Promise<undefined> {
    this.refusal.set(null);
    const { email, password } = this.model();
    try {
      await this.session.signIn({ email: email.trim(), password });
      await this.router.navigateByUrl(returnPath(this.returnTo()));
    } catch (error) {
      this.refusal.set(refusalOf(error));
    }
  }
}
