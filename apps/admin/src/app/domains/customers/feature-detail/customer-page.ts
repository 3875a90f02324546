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
import { BillingPanel } from '../ui/billing-panel.js';
import { ChannelsPanel } from '../ui/channels-panel.js';
import { IdentityPanel } from '../ui/identity-panel.js';
import { KeyPanel } from '../ui/key-panel.js';
import { MachinePanel } from '../ui/machine-panel.js';
import { StripeEventsPanel } from '../ui/stripe-events-panel.js';
import { Timeline } from '../ui/timeline.js';
import { UsagePanel } from '../ui/usage-panel.js';

/** Everything about one customer on one page; what it says comes from one answer, so it cannot disagree. */
@Component({
  selector: 'ac-customer-page',
  imports: [
    BillingPanel,
    ChannelsPanel,
    ConcernList,
    Copyable,
    EmptyState,
    Icon,
    IdentityPanel,
    KeyPanel,
    MachinePanel,
    PageHeader,
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

  protected readonly answer = inject(CustomersClient).customer(this.id);
  protected readonly customer = computed(() => (this.answer.hasValue() ? this.answer.value() : null));
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
    return customer ? concernsOfCustomer(customer) : [];
  });

  constructor() {
    effect(() => {
      if (this.customer()) this.title.set(this.heading());
    });
  }
}
