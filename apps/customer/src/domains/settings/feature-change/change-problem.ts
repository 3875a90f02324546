import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ProblemAlert, toProblem } from '@automna/web-ui';

/** A change that cannot be made: why, and the way to what has to be done first. */
@Component({
  selector: 'am-change-problem',
  imports: [ProblemAlert, RouterLink],
  template: `
    <am-problem-alert [problem]="shown()" [retryable]="!settled()" (retry)="retry.emit()">
      @if (shown().payUrl; as url) {
        <a class="am-button am-button--small" [href]="url" target="_blank" rel="noopener"
          >Pay now<span class="am-visually-hidden"> at Stripe (opens in a new tab)</span></a
        >
      }
      @if (shown().errorCode === 'subscription_required') {
        <a class="am-button am-button--small am-button--quiet" routerLink="/pricing">See the plans</a>
      } @else {
        <a class="am-button am-button--small am-button--ghost" routerLink="/settings/billing"
          >Plan and billing</a
        >
      }
    </am-problem-alert>
  `,
})
export class ChangeProblem {
  readonly problem = input.required<unknown>();
  readonly retry = output();
  protected readonly shown = computed(() => toProblem(this.problem()));
  /** Asking again would give the same answer. */
  protected readonly settled = computed(() =>
    ['plan_change_refused', 'payment_overdue', 'plan_unchanged', 'subscription_required'].includes(
      this.shown().errorCode,
    ),
  );
}
