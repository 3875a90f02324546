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
  protected readonly plans = PLAN_NAMES.map((name) => PLANS[name]);
  private readonly subscription = httpResource<SubscriptionDto>(() =>
    this.session.signedIn() ? '/api/user/subscription' : undefined,
  );
  /** The plan a customer has; a page about prices works without the answer. */
  protected readonly own = computed<PlanName | null>(() => {
    const value = this.subscription.hasValue() ? this.subscription.value() : null;
    return value?.live ? (value.plan?.name ?? null) : null;
  });
  protected readonly chooseUrl = computed(() => {
    if (this.own()) return '/settings/billing';
    return this.session.signedIn() ? '/checkout/start' : '/register';
  });
}
