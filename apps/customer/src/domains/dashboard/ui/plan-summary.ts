import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { SubscriptionDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';
import { nextStep, planTitle, planWords, priceText } from '../../billing/data/plan-state.js';

/** The plan in three lines, with the way to everything about it. */
@Component({
  selector: 'am-plan-summary',
  imports: [StatusChip, RouterLink],
  template: `
    <div class="am-row am-row--between">
      <p class="name">
        {{ title() }}
        @if (price()) {
          <span class="am-muted price">{{ price() }}</span>
        }
      </p>
      <am-status-chip [label]="words().label" [tone]="words().tone" />
    </div>
    @if (next()) {
      <p class="am-muted">{{ next() }}</p>
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
  /** When the account itself ends, where that was asked for. */
  readonly accountEnds = input<string | null>(null);
  protected readonly title = computed(() => planTitle(this.subscription()));
  protected readonly words = computed(() => planWords(this.subscription()));
  protected readonly price = computed(() => (this.subscription().live ? priceText(this.subscription()) : ''));
  protected readonly next = computed(() => {
    const { live, currentPeriodEnd } = this.subscription();
    const ends = this.accountEnds();
    const first = live && ends && (!currentPeriodEnd || ends < currentPeriodEnd);
    return first ? `Ends with your account on ${day(ends)}` : nextStep(this.subscription());
  });
}
