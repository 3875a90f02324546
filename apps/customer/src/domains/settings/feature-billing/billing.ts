import { Component, DestroyRef, computed, effect, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { SubscriptionDto } from '@automna/api-client';
import { ProblemAlert, type Problem, SkeletonLines, toProblem } from '@automna/web-ui';
import { Notices } from '../../../ui/notices/notices.js';
import { DeletionNotice } from '../../accounts/ui/deletion-notice.js';
import { BillingClient } from '../../billing/data/billing-client.js';
import { openInvoice } from '../../billing/data/payment-trouble.js';
import { planState, planTitle } from '../../billing/data/plan-state.js';
import { PaymentNotice } from '../../billing/ui/payment-notice.js';
import { PortalButton } from '../../billing/ui/portal-button.js';
import { InvoiceList } from './invoice-list.js';
import { NextCharge } from './next-charge.js';
import { PlanChoice } from './plan-choice.js';
import { PlanFacts } from './plan-facts.js';
import { PlanOutlook } from './plan-outlook.js';

/** States that end at Stripe: somebody who comes back from there wants to see it. */
const PAID_ELSEWHERE = ['awaiting', 'incomplete', 'late', 'suspended'];
/** Stripe's word of a payment comes a moment after the customer does. */
const LOOK_AGAIN_MS = 4_000;

/** `/settings/billing`: the plan, what it costs next and when, changing it, the invoices. */
@Component({
  selector: 'am-billing',
  imports: [
    DeletionNotice,
    InvoiceList,
    NextCharge,
    PaymentNotice,
    PlanChoice,
    PlanFacts,
    PlanOutlook,
    PortalButton,
    ProblemAlert,
    RouterLink,
    SkeletonLines,
  ],
  templateUrl: './billing.html',
  styles: `
    h2 {
      font-size: 1.25rem;
    }
  `,
  host: { '(document:visibilitychange)': 'lookAgain()' },
})
export class Billing {
  private readonly client = inject(BillingClient);
  private readonly notices = inject(Notices);

  protected readonly resource = this.client.subscription();
  protected readonly subscription = computed(() => (this.resource.hasValue() ? this.resource.value() : null));
  protected readonly state = computed(() => {
    const subscription = this.subscription();
    return subscription && planState(subscription);
  });
  private readonly live = computed(() => this.subscription()?.live ?? false);
  protected readonly charge = this.client.nextCharge(this.live);
  protected readonly invoices = this.client.invoices();
  protected readonly unpaid = computed(() =>
    this.invoices.hasValue()
      ? openInvoice(this.invoices.value().items, this.subscription()?.payUrl ?? null)
      : null,
  );
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);

  constructor() {
    let waited = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    effect(() => {
      if (this.resource.isLoading()) return;
      clearTimeout(timer);
      const waits = PAID_ELSEWHERE.includes(this.state() ?? '');
      if (waits) timer = setTimeout(() => this.lookAgain(), LOOK_AGAIN_MS);
      else if (waited) this.reloadAmounts();
      waited = waits;
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  }

  /** Takes a scheduled downgrade or an unpaid upgrade back. */
  protected keep(): Promise<void> {
    return this.act(async () => {
      const plan = this.subscription()?.plan?.name;
      if (!plan) throw new Error('There is no plan to keep');
      return (await this.client.changePlan({ plan })).subscription;
    }, 'You stay on');
  }

  /** Takes a cancellation back. */
  protected resume(): Promise<void> {
    return this.act(() => this.client.resume(), 'Your plan goes on:');
  }

  protected lookAgain(): void {
    if (document.visibilityState !== 'visible' || !PAID_ELSEWHERE.includes(this.state() ?? '')) return;
    this.resource.reload();
  }

  private reloadAmounts(): void {
    this.charge.reload();
    this.invoices.reload();
  }

  private async act(call: () => Promise<SubscriptionDto>, notice: string): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      const subscription = await call();
      this.resource.set(subscription);
      this.reloadAmounts();
      this.notices.show(`${notice} ${planTitle(subscription)}.`, { about: 'plan' });
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
