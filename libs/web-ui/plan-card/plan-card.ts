import { Component, booleanAttribute, computed, input } from '@angular/core';
import { PLANS, type PlanName } from '@automna/contracts';
import { dollars, planHighlights } from './plan-facts.js';

/** One plan with its price and what it holds. The call to action is projected. */
@Component({
  selector: 'am-plan-card',
  template: `
    <header>
      <div class="top">
        <h3>{{ plan().title }}</h3>
        @if (badge()) {
          <span class="badge">{{ badge() }}</span>
        }
      </div>
      <p class="price">
        <span class="amount">{{ price() }}</span> <span class="am-muted">a month</span>
      </p>
      <p class="am-muted tagline">{{ plan().tagline }}</p>
    </header>
    <div class="action"><ng-content /></div>
    <ul class="lines">
      @for (line of lines(); track line) {
        <li>{{ line }}</li>
      }
    </ul>
  `,
  styleUrl: './plan-card.scss',
  host: { '[class.featured]': 'featured()' },
})
export class PlanCard {
  readonly name = input.required<PlanName>();
  readonly featured = input(false, { transform: booleanAttribute });
  /** A short word in the corner, such as "Most chosen" or "Your plan". */
  readonly badge = input('');

  protected readonly plan = computed(() => PLANS[this.name()]);
  protected readonly price = computed(() => dollars(this.plan().priceCents));
  protected readonly lines = computed(() => planHighlights(this.name()));
}
