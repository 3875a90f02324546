import { Component, computed, input } from '@angular/core';
import type { StaffSubscriptionDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { money } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { subscriptionLabel } from '../../../ui/state-labels.js';

/** Plan and subscription as we know them, with Stripe's ids to look further. */
@Component({
  selector: 'ac-billing-panel',
  imports: [Copyable, Instant, Panel, StatusChip],
  template: `
    <ac-panel heading="Plan and billing">
      <am-status-chip aside [tone]="status().tone" [label]="status().label" />
      @let known = subscription();
      <dl class="ac-facts">
        <dt>Plan</dt>
        <dd>
          @if (known.plan; as plan) {
            <strong>{{ plan.title }}</strong>
            @if (known.catalogue === 'legacy') {
              <span class="ac-none"> (old catalogue)</span>
            }
          } @else {
            <span class="ac-none">No plan</span>
          }
        </dd>
        @if (price(); as text) {
          <dt>Price</dt>
          <dd class="am-num">{{ text }} a month</dd>
        }
        @if (known.currentPeriodEnd; as end) {
          <dt>{{ ending() }}</dt>
          <dd>
            <ac-instant [at]="end" show="day" /><span class="ac-none"> · <ac-instant [at]="end" /></span>
          </dd>
        }
        <dt>Stripe customer</dt>
        <dd><ac-copyable [value]="known.stripeCustomerId" label="Stripe customer id" /></dd>
        <dt>Stripe subscription</dt>
        <dd><ac-copyable [value]="known.stripeSubscriptionId" label="Stripe subscription id" /></dd>
      </dl>
    </ac-panel>
  `,
})
export class BillingPanel {
  readonly subscription = input.required<StaffSubscriptionDto>();

  protected readonly status = computed(() => subscriptionLabel(this.subscription().status));
  protected readonly price = computed(() => {
    const cents = this.subscription().priceCents;
    return cents === null ? null : money(cents); // 0 is a price
  });
  protected readonly ending = computed(() => {
    const { live, cancelAtPeriodEnd } = this.subscription();
    if (!live) return 'Ended';
    return cancelAtPeriodEnd ? 'Cancels on' : 'Renews on';
  });
}
