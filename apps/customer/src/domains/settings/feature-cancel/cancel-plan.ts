import { Component, computed, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { CancelReason } from '@automna/api-client';
import { EmptyState, Icon, ProblemAlert, type Problem, SkeletonLines, toProblem } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';
import { Choice } from '../../../ui/choice.js';
import { Notices } from '../../../ui/notices/notices.js';
import { BillingClient } from '../../billing/data/billing-client.js';
import { CANCEL_REASONS } from '../../billing/data/cancel-reasons.js';
import { planTitle } from '../../billing/data/plan-state.js';
import { cancelConsequences } from './cancel-words.js';

const BILLING = '/settings/billing';

/** `/settings/billing/cancel`: what happens and when, why if one likes to say, and the button. */
@Component({
  selector: 'am-cancel-plan',
  imports: [Choice, EmptyState, Icon, ProblemAlert, RouterLink, SkeletonLines],
  templateUrl: './cancel-plan.html',
  styleUrl: './cancel-plan.scss',
})
export class CancelPlan {
  private readonly client = inject(BillingClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);

  protected readonly reasons = CANCEL_REASONS;
  protected readonly resource = this.client.subscription();
  protected readonly subscription = computed(() => (this.resource.hasValue() ? this.resource.value() : null));
  protected readonly title = computed(() => {
    const subscription = this.subscription();
    return subscription?.live ? `Cancel ${planTitle(subscription)}` : 'Cancel your plan';
  });
  protected readonly consequences = computed(() => {
    const subscription = this.subscription();
    return subscription ? cancelConsequences(subscription) : [];
  });
  protected readonly reason = signal<CancelReason | null>(null);
  protected readonly comment = signal('');
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);

  protected write({ target }: Event): void {
    if (target instanceof HTMLTextAreaElement) this.comment.set(target.value);
  }

  protected async cancel(): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      const reason = this.reason();
      const comment = this.comment().trim();
      const { live, currentPeriodEnd } = await this.client.cancel({
        ...(reason && { reason }),
        ...(comment && { comment }),
      });
      await this.router.navigateByUrl(BILLING);
      const runsOn = live && currentPeriodEnd;
      this.notices.show(
        runsOn ? `Your plan is cancelled and runs until ${day(runsOn)}.` : 'Your plan has ended.',
        { about: 'plan' },
      );
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
