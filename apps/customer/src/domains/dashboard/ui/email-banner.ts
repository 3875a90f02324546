import { Component, inject, input, signal } from '@angular/core';
import { Icon, type Problem, toProblem } from '@automna/web-ui';
import { AccountsClient } from '../../accounts/data/accounts-client.js';

/** Reminds of the mail with the confirmation link, and sends another one. */
@Component({
  selector: 'am-email-banner',
  imports: [Icon],
  template: `
    <div class="am-note">
      <am-icon name="mail" />
      <div class="am-row am-row--between">
        <p role="status">
          @if (sent()) {
            A new link is on its way to {{ email() }}.
          } @else if (problem(); as problem) {
            {{ problem.title }}. {{ problem.detail }}
          } @else {
            Please confirm your email address: we sent a link to {{ email() }}.
          }
        </p>
        @if (!sent()) {
          <button
            type="button"
            class="am-button am-button--small am-button--quiet"
            [disabled]="busy()"
            (click)="send()"
          >
            {{ busy() ? 'Sending…' : 'Send it again' }}
          </button>
        }
      </div>
    </div>
  `,
})
export class EmailBanner {
  private readonly accounts = inject(AccountsClient);
  readonly email = input.required<string>();
  protected readonly sent = signal(false);
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);

  protected async send(): Promise<void> {
    this.busy.set(true);
    try {
      await this.accounts.resendVerification();
      this.sent.set(true);
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
