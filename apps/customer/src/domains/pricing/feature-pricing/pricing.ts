import { httpResource } from '@angular/common/http';
import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { SubscriptionDto } from '@automna/api-client';
import { PLANS, PLAN_NAMES, type PlanName } from '@automna/contracts';
import { PlanCard } from '@automna/web-ui';
import { NOT_SWITCHED_ON } from '../../../ui/not-switched-on.js';
import { Session } from '../../accounts/data/session.js';
import { ComparisonTable } from '../ui/comparison-table.js';

/** `/pricing`: the catalogue. It is part of the page, so there is nothing to wait for. */
@Component({
  selector: 'am-pricing',
  imports: [RouterLink, PlanCard, ComparisonTable],
  templateUrl: './pricing.html',
  styleUrl: './pricing.scss',
})
export class Pricing {
  private readonly session = inject(Session);
  protected readonly notSwitchedOn = NOT_SWITCHED_ON;
  private readonly subscription = httpResource<SubscriptionDto>(() =>
    this.session.signedIn() ? '/api/user/subscription' : undefined,
  );
  /** The subscription a customer has; a page about prices works without the answer. */
  private readonly live = computed(() => {
    const value = this.subscription.hasValue() ? this.subscription.value() : null;
    return value?.live ? value : null;
  });
  protected readonly own = computed(() => this.live()?.plan?.name ?? null);
  protected readonly choices = computed(() =>
    PLAN_NAMES.map((name) => ({ ...PLANS[name], ...this.way(name) })),
  );

  /** Where choosing a plan leads, and what the button says. */
  private way(name: PlanName): { url: string; params: { plan: PlanName } | null; action: string } {
    const { title } = PLANS[name];
    const own = this.own();
    if (own === name) return { url: '/settings/billing', params: null, action: 'See your plan' };
    if (own) return { url: `/settings/billing/change/${name}`, params: null, action: `Change to ${title}` };
    if (this.live()) return { url: '/settings/billing', params: null, action: 'See your plan' };
    const url = this.session.signedIn() ? '/checkout/start' : '/register';
    return { url, params: { plan: name }, action: `Choose ${title}` };
  }
}
