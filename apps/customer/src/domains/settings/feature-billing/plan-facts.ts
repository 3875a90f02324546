import { Component, computed, input } from '@angular/core';
import type { SubscriptionDto } from '@automna/api-client';
import { StatusChip, limitText } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';
import { planTitle, planWords, priceText } from '../../billing/data/plan-state.js';

/** The plan as it stands: its name and status, the price, the period, and what it holds. */
@Component({
  selector: 'am-plan-facts',
  imports: [StatusChip],
  template: `
    <dl>
      <div>
        <dt>Plan</dt>
        <dd class="am-row">
          <strong>{{ title() }}</strong>
          <am-status-chip [label]="words().label" [tone]="words().tone" />
        </dd>
      </div>
      @for (fact of facts(); track fact.name) {
        <div>
          <dt>{{ fact.name }}</dt>
          <dd>{{ fact.value }}</dd>
        </div>
      }
    </dl>
  `,
  styleUrl: '../feature-settings/account-settings.scss',
})
export class PlanFacts {
  readonly subscription = input.required<SubscriptionDto>();
  protected readonly title = computed(() => planTitle(this.subscription()));
  protected readonly words = computed(() => planWords(this.subscription()));
  protected readonly facts = computed(() => {
    const subscription = this.subscription();
    const { plan, discount, trialEnd, currentPeriodStart, currentPeriodEnd } = subscription;
    const facts = [{ name: 'Price', value: priceText(subscription) }];
    if (discount) facts.push({ name: 'Discount', value: discount });
    if (trialEnd) facts.push({ name: 'Free until', value: day(trialEnd) });
    else if (currentPeriodStart && currentPeriodEnd) {
      facts.push({ name: 'Current period', value: `${day(currentPeriodStart)} to ${day(currentPeriodEnd)}` });
    }
    if (plan) facts.push({ name: 'Channels', value: limitText(plan.limits.channels) });
    return facts.filter(({ value }) => value !== '');
  });
}
