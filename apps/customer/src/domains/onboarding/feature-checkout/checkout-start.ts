import { Component, DOCUMENT, computed, effect, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { PLANS, isPlanName } from '@automna/contracts';
import { ProblemAlert, type Problem, SkeletonLines, dollars, toProblem } from '@automna/web-ui';
import { BillingClient } from '../../billing/data/billing-client.js';

/** `/checkout/start?plan=`: asks for a payment page and goes there. */
@Component({
  selector: 'am-checkout-start',
  imports: [ProblemAlert, SkeletonLines, RouterLink],
  template: `
    <div class="am-wrap am-wrap--narrow frame am-stack">
      <h1 tabindex="-1">Taking you to payment</h1>
      @if (problem(); as problem) {
        <am-problem-alert [problem]="problem" [retryable]="problem.status !== 409" (retry)="start()">
          @if (problem.errorCode === 'already_subscribed') {
            <a
              class="am-button am-button--small am-button--quiet"
              [routerLink]="['/settings/billing/change', plan()]"
              >See what changing would cost</a
            >
          } @else if (problem.link) {
            <a class="am-button am-button--small am-button--quiet" [routerLink]="problem.link"
              >See your plan</a
            >
          }
          <a class="am-button am-button--small am-button--ghost" routerLink="/pricing">Back to the plans</a>
        </am-problem-alert>
      } @else {
        <p class="am-lead">{{ sentence() }}</p>
        <am-skeleton-lines [lines]="2" label="Opening Stripe's payment page" />
      }
    </div>
  `,
  styles: `
    .frame {
      padding-block: clamp(2rem, 10vh, 6rem);
    }
  `,
})
export class CheckoutStart {
  private readonly billing = inject(BillingClient);
  private readonly router = inject(Router);
  private readonly location = inject(DOCUMENT).location;

  /** Query parameter. */
  readonly plan = input<string>();
  protected readonly problem = signal<Problem | null>(null);
  protected readonly sentence = computed(() => {
    const name = this.plan();
    if (!isPlanName(name)) return '';
    const { title, priceCents } = PLANS[name];
    return `${title}, ${dollars(priceCents)} a month. You pay at Stripe; we never see your card.`;
  });

  constructor() {
    effect(() => void this.start());
  }

  protected async start(): Promise<void> {
    const plan = this.plan();
    if (!isPlanName(plan)) {
      await this.router.navigateByUrl('/setup', { replaceUrl: true });
      return;
    }
    this.problem.set(null);
    try {
      const { url } = await this.billing.startCheckout(plan);
      // Replaced, so that the browser's back button leads to the plans and not here, which would lead forward again.
      this.location.replace(url);
    } catch (error) {
      this.problem.set(toProblem(error));
    }
  }
}
