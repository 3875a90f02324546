import { Component, inject, signal } from '@angular/core';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { Icon, ProblemAlert, type Problem, SkeletonLines, toProblem } from '@automna/web-ui';
import { AuthPage } from '../../../ui/auth-page.js';
import { AccountsClient } from '../data/accounts-client.js';
import { fragmentToken } from '../data/fragment-token.js';
import { Session } from '../data/session.js';

/** `/verify-email#token=…`: confirms at once and says how it went. */
@Component({
  selector: 'am-verify-email',
  imports: [AuthPage, ProblemAlert, SkeletonLines, Icon, RouterLink],
  template: `
    <am-auth-page heading="Confirm your email">
      @switch (state()) {
        @case ('checking') {
          <am-skeleton-lines [lines]="2" label="Confirming your email" />
        }
        @case ('done') {
          <div class="am-note am-note--ok" role="status">
            <am-icon name="check-circle" />
            <p>Thank you, your email address is confirmed.</p>
          </div>
          <a class="am-button am-button--wide" routerLink="/dashboard">Continue</a>
        }
        @case ('failed') {
          <am-problem-alert [problem]="problem()" [retryable]="problem()?.status !== 400" (retry)="confirm()">
            @if (problem()?.status === 400) {
              <a class="am-button am-button--small am-button--quiet" routerLink="/dashboard">
                Go to the dashboard to get a new link
              </a>
            }
          </am-problem-alert>
        }
      }
    </am-auth-page>
  `,
})
export class VerifyEmail {
  private readonly client = inject(AccountsClient);
  private readonly session = inject(Session);
  private readonly token = fragmentToken(inject(ActivatedRoute).snapshot.fragment);
  protected readonly state = signal<'checking' | 'done' | 'failed'>('checking');
  protected readonly problem = signal<Problem | null>(null);

  constructor() {
    void this.confirm();
  }

  protected async confirm(): Promise<void> {
    this.state.set('checking');
    try {
      this.session.updateUser(await this.client.verifyEmail(this.token));
      this.state.set('done');
    } catch (error) {
      this.problem.set(toProblem(error));
      this.state.set('failed');
    }
  }
}
