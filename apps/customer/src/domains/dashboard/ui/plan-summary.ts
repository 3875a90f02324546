import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { SubscriptionDto } from '@automna/api-client';
import { StatusChip, dollars, subscriptionWords } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';

@Component({
  selector: 'am-plan-summary',
  imports: [StatusChip, RouterLink],
  template: `
    <div class="am-row am-row--between">
      <p class="name">
        {{ subscription().plan?.title ?? 'No plan' }}
        @if (price()) {
          <span class="am-muted price">{{ price() }} a month</span>
        }
      </p>
      <am-status-chip [label]="words().label" [tone]="words().tone" />
    </div>
    @if (renewal()) {
      <p class="am-muted">{{ renewal() }}</p>
    }
    <div>
      <a class="am-button am-button--small am-button--quiet" routerLink="/settings/billing"
        >Plan and billing</a
      >
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.875rem;
    }
    .name {
      font-size: 1.5rem;
      font-weight: 700;
      letter-spacing: -0.02em;
      line-height: 1.2;
    }
    .price {
      font-size: 1rem;
      font-weight: 400;
      letter-spacing: 0;
    }
  `,
})
export class PlanSummary {
  readonly subscription = input.required<SubscriptionDto>();
  protected readonly words = computed(() => subscriptionWords(this.subscription().status));
  protected readonly price = computed(() => {
    const cents = this.subscription().priceCents;
    return cents === null ? '' : dollars(cents);
  });
  protected readonly renewal = computed(() => {
    const { currentPeriodEnd, cancelAtPeriodEnd, live } = this.subscription();
    if (!currentPeriodEnd || !live) return '';
    return cancelAtPeriodEnd ? `Ends on ${day(currentPeriodEnd)}` : `Renews on ${day(currentPeriodEnd)}`;
  });
}
