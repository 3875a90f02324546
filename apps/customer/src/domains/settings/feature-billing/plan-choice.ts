import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { SubscriptionDto } from '@automna/api-client';
import { PLANS, PLAN_NAMES, type PlanName } from '@automna/contracts';
import { StatusChip, money } from '@automna/web-ui';
import { NOT_SWITCHED_ON } from '../../../ui/not-switched-on.js';

interface Choice {
  name: PlanName;
  title: string;
  price: string;
  tagline: string;
  /** In place of a button. */
  mark: string;
  action: string;
  url: string;
  params: { plan: PlanName } | null;
}

/** The three plans: which one it is, and the way to the others. */
@Component({
  selector: 'am-plan-choice',
  imports: [RouterLink, StatusChip],
  templateUrl: './plan-choice.html',
  styleUrl: './plan-choice.scss',
})
export class PlanChoice {
  readonly subscription = input.required<SubscriptionDto>();
  protected readonly notSwitchedOn = NOT_SWITCHED_ON;

  /** Why there is nothing to choose right now; empty when there is. */
  protected readonly obstacle = computed(() => {
    const { live, plan, service, cancelAtPeriodEnd, catalogue } = this.subscription();
    if (!live) return '';
    if (service === 'suspended') return 'You can change your plan as soon as the overdue payment is made.';
    if (cancelAtPeriodEnd) return 'Your plan is cancelled. Keep it first; then you can change it.';
    if (plan) return '';
    return catalogue === 'legacy'
      ? 'Yours is one of our former plans, which cannot be changed here. Write to us and we will move you to the plan you like.'
      : 'Your plan was arranged individually and cannot be changed here. Write to us and we will do it for you.';
  });

  protected readonly choices = computed(() => PLAN_NAMES.map((name) => this.choice(name)));

  private choice(name: PlanName): Choice {
    const { live, plan, nextPlan } = this.subscription();
    const { title, tagline, priceCents } = PLANS[name];
    const base = { name, title, tagline, price: money(priceCents), params: null };
    const url = `/settings/billing/change/${name}`;
    if (!live || !plan) {
      return { ...base, mark: '', action: `Choose ${title}`, url: '/checkout/start', params: { plan: name } };
    }
    if (name === plan.name) return { ...base, mark: 'Your plan', action: '', url };
    if (name === nextPlan?.name) return { ...base, mark: 'Your next plan', action: '', url };
    const larger = PLAN_NAMES.indexOf(name) > PLAN_NAMES.indexOf(plan.name);
    return { ...base, mark: '', action: `${larger ? 'Upgrade' : 'Change'} to ${title}`, url };
  }
}
