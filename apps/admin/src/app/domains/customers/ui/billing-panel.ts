import { Component, computed, input } from '@angular/core';
import type { CustomerBillingDto, StaffSubscriptionDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { money } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { OutsideLink } from '../../../ui/outside-link.js';
import { Panel } from '../../../ui/panel.js';
import { serviceLabel, subscriptionLabel } from '../../../ui/state-labels.js';
import { creditText } from './billing-words.js';
import { planTitle } from '../../../ui/plan-title.js';

/** Plan and subscription as we know them, with Stripe's ids and pages to look further. */
@Component({
  selector: 'ac-billing-panel',
  imports: [Copyable, Instant, OutsideLink, Panel, StatusChip],
  templateUrl: './billing-panel.html',
  styles: `
    .with-link {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 0.75rem;
    }
    .chip {
      margin-block: -0.125rem;
    }
  `,
})
export class BillingPanel {
  readonly subscription = input.required<StaffSubscriptionDto>();
  /** What Stripe adds; null until it has answered. */
  readonly billing = input<CustomerBillingDto | null>(null);

  protected readonly status = computed(() => subscriptionLabel(this.subscription().status));
  protected readonly service = computed(() => serviceLabel(this.subscription().service));
  /** The same subscription with its ids and pages. */
  protected readonly detail = computed(() =>
    this.billing()?.subscriptions.find(
      (known) => known.stripeSubscriptionId === this.subscription().stripeSubscriptionId,
    ),
  );
  /** The name of a plan that is not in today's catalogue. */
  protected readonly oldPlan = computed(() => planTitle(this.detail()?.planName ?? null));
  protected readonly price = computed(() => {
    const { priceCents: cents, interval } = this.subscription();
    return cents === null ? null : `${money(cents)} a ${interval ?? 'month'}`; // 0 is a price
  });
  protected readonly ending = computed(() => {
    const { live, cancelAtPeriodEnd } = this.subscription();
    if (!live) return 'Ended';
    return cancelAtPeriodEnd ? 'Cancels on' : 'Renews on';
  });
  protected readonly credit = computed(() => {
    const billing = this.billing();
    return billing ? creditText(billing.creditCents) : null;
  });
}
