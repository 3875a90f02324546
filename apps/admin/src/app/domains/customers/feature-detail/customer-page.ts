import { Component, computed, effect, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { EmptyState, Icon, ProblemAlert, SkeletonLines, toProblem } from '@automna/web-ui';
import { ConsoleTitle } from '../../../shell/console-title.js';
import { ConcernList } from '../../../ui/concern-list.js';
import { Copyable } from '../../../ui/copyable.js';
import { PageHeader } from '../../../ui/page-header.js';
import { RefreshButton } from '../../../ui/refresh-button.js';
import { concernsOfCustomer } from '../data/customer-concerns.js';
import { CustomersClient } from '../data/customers-client.js';
import { AttentionPanel } from '../ui/attention-panel.js';
import { BillingPanel } from '../ui/billing-panel.js';
import { ChannelsPanel } from '../ui/channels-panel.js';
import { IdentityPanel } from '../ui/identity-panel.js';
import { InvoicesPanel } from '../ui/invoices-panel.js';
import { KeyPanel } from '../ui/key-panel.js';
import { MachinePanel } from '../ui/machine-panel.js';
import { OtherSubscriptionsPanel } from '../ui/other-subscriptions-panel.js';
import { PlanChangesPanel } from '../ui/plan-changes-panel.js';
import { StripeEventsPanel } from '../ui/stripe-events-panel.js';
import { Timeline } from '../ui/timeline.js';
import { UsagePanel } from '../ui/usage-panel.js';

/**
 * Everything about one customer on one page. What we know comes from one answer, so it cannot disagree; what only
 * Stripe knows (invoices, credit) comes in a second one, so that a slow Stripe holds nothing up.
 */
@Component({
  selector: 'ac-customer-page',
  imports: [
    AttentionPanel,
    BillingPanel,
    ChannelsPanel,
    ConcernList,
    Copyable,
    EmptyState,
    Icon,
    IdentityPanel,
    InvoicesPanel,
    KeyPanel,
    MachinePanel,
    OtherSubscriptionsPanel,
    PageHeader,
    PlanChangesPanel,
    ProblemAlert,
    RefreshButton,
    RouterLink,
    SkeletonLines,
    StripeEventsPanel,
    Timeline,
    UsagePanel,
  ],
  templateUrl: './customer-page.html',
  styleUrl: './customer-page.scss',
})
export class CustomerPage {
  private readonly title = inject(ConsoleTitle);

  /** Route parameter. */
  readonly id = input.required<string>();

  private readonly client = inject(CustomersClient);
  protected readonly answer = this.client.customer(this.id);
  protected readonly customer = computed(() => (this.answer.hasValue() ? this.answer.value() : null));
  protected readonly billingAnswer = this.client.billing(computed(() => this.customer()?.user.id));
  protected readonly billing = computed(() =>
    this.billingAnswer.hasValue() ? this.billingAnswer.value() : null,
  );
  protected readonly missing = computed(() => {
    const error = this.answer.error();
    return error !== undefined && toProblem(error).status === 404;
  });
  protected readonly heading = computed(() => {
    if (this.missing()) return 'No such customer';
    const user = this.customer()?.user;
    return user ? user.name || user.email : 'Customer';
  });
  protected readonly concerns = computed(() => {
    const customer = this.customer();
    return customer ? concernsOfCustomer(customer, this.billing()) : [];
  });

  constructor() {
    effect(() => {
      if (this.customer()) this.title.set(this.heading());
    });
  }

  protected refresh(): void {
    this.answer.reload();
    this.billingAnswer.reload();
  }
}
