import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { PLAN_NAMES, PLANS } from '@automna/contracts';
import { PlanCard } from '@automna/web-ui';
import { NOT_SWITCHED_ON } from '../../../ui/not-switched-on.js';

/** `/setup/plan`: signed in, not yet subscribed. */
@Component({
  selector: 'am-choose-plan',
  imports: [PlanCard, RouterLink],
  template: `
    <div class="am-wrap frame am-stack am-stack--loose">
      <header class="am-stack am-stack--tight">
        <h1 tabindex="-1">Choose your plan</h1>
        <p class="am-lead">Change or cancel at any time. Next you connect your Anthropic account.</p>
        <p class="am-small am-muted">{{ notSwitchedOn }}</p>
      </header>
      <h2 class="am-visually-hidden">Plans</h2>
      <div class="am-plan-grid">
        @for (name of names; track name) {
          <am-plan-card [name]="name" [featured]="name === 'pro'">
            <a
              class="am-button"
              [class.am-button--quiet]="name !== 'pro'"
              routerLink="/checkout/start"
              [queryParams]="{ plan: name }"
              >Choose {{ plans[name].title }}</a
            >
          </am-plan-card>
        }
      </div>
      <p class="am-small am-muted">
        Not sure? <a routerLink="/pricing" fragment="compare">Compare every detail</a>. Paid monthly through
        Stripe.
      </p>
    </div>
  `,
  styles: `
    .frame {
      padding-block: clamp(2rem, 6vh, 4rem);
    }
  `,
})
export class ChoosePlan {
  protected readonly names = PLAN_NAMES;
  protected readonly plans = PLANS;
  protected readonly notSwitchedOn = NOT_SWITCHED_ON;
}
