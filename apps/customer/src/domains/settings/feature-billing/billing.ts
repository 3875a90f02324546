import { Component, DOCUMENT, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import {
  EmptyState,
  Icon,
  ProblemAlert,
  type Problem,
  SkeletonLines,
  StatusChip,
  dollars,
  limitText,
  subscriptionWords,
  toProblem,
} from '@automna/web-ui';
import { day } from '../../../ui/dates.js';
import { BillingClient } from '../../billing/data/billing-client.js';
import { NOT_SWITCHED_ON } from '../../../ui/not-switched-on.js';

/** `/settings/billing`: the plan as it stands; cards, invoices and cancelling are in Stripe's portal. */
@Component({
  selector: 'am-billing',
  imports: [RouterLink, EmptyState, Icon, ProblemAlert, SkeletonLines, StatusChip],
  templateUrl: './billing.html',
  styleUrl: '../feature-settings/account-settings.scss',
})
export class Billing {
  private readonly client = inject(BillingClient);
  private readonly location = inject(DOCUMENT).location;
  protected readonly notSwitchedOn = NOT_SWITCHED_ON;
  protected readonly resource = this.client.subscription();
  protected readonly problem = signal<Problem | null>(null);
  protected readonly opening = signal(false);
  protected readonly subscription = computed(() => (this.resource.hasValue() ? this.resource.value() : null));
  protected readonly words = computed(() => subscriptionWords(this.subscription()?.status ?? 'none'));
  protected readonly price = computed(() => {
    const cents = this.subscription()?.priceCents;
    return cents === null || cents === undefined ? '' : `${dollars(cents)} a month`;
  });
  protected readonly renewal = computed(() => {
    const end = this.subscription()?.currentPeriodEnd;
    return end ? day(end) : '';
  });
  protected readonly limits = computed(() => {
    const limits = this.subscription()?.plan?.limits;
    if (!limits) return [];
    return [
      { name: 'Channels', value: limitText(limits.channels) },
      { name: 'Web searches', value: `${limitText(limits.search)} a month` },
      { name: 'Browser minutes', value: `${limitText(limits.browser)} a month` },
      { name: 'Emails', value: `${limitText(limits.email)} a month` },
      {
        name: 'Call minutes',
        value: limits.phone.limit === 0 ? 'Not in this plan' : `${limitText(limits.phone)} a month`,
      },
    ];
  });

  protected async manage(): Promise<void> {
    this.opening.set(true);
    this.problem.set(null);
    try {
      const { url } = await this.client.openPortal();
      this.location.assign(url);
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.opening.set(false); // the page may be shown again as it was left
    }
  }
}
