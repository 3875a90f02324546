import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import type { PlanChangeDto } from '@automna/api-client';
import type { PlanName } from '@automna/contracts';
import { Icon, type Problem, SkeletonLines, money, toProblem } from '@automna/web-ui';
import { Away } from '../../../ui/away.js';
import { day } from '../../../ui/dates.js';
import { NOT_SWITCHED_ON } from '../../../ui/not-switched-on.js';
import { Notices } from '../../../ui/notices/notices.js';
import { BillingClient } from '../../billing/data/billing-client.js';
import { AmountLines } from '../../billing/ui/amount-lines.js';
import { ChangeProblem } from './change-problem.js';
import { ChannelChoice } from './channel-choice.js';
import { GainsAndLosses } from './gains-and-losses.js';
import { changeRequest, changeWords, firstChoice } from './change-words.js';

const BILLING = '/settings/billing';

/** `/settings/billing/change/:plan`: what the change costs and means, to the cent, and the button that does it. */
@Component({
  selector: 'am-change-plan',
  imports: [AmountLines, ChangeProblem, ChannelChoice, GainsAndLosses, Icon, RouterLink, SkeletonLines],
  templateUrl: './change-plan.html',
  styleUrl: './change-plan.scss',
})
export class ChangePlan {
  private readonly client = inject(BillingClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);
  private readonly away = inject(Away);

  /** Route parameter; the route takes only names of plans. */
  readonly plan = input.required<PlanName>();

  protected readonly notSwitchedOn = NOT_SWITCHED_ON;
  protected readonly money = money;
  protected readonly day = day;
  protected readonly resource = this.client.preview(() => this.plan());
  protected readonly preview = computed(() => (this.resource.hasValue() ? this.resource.value() : null));
  protected readonly words = computed(() => {
    const preview = this.preview();
    return preview && changeWords(preview);
  });
  /** The channels that stay; a fresh preview keeps what was chosen as far as it still exists. */
  protected readonly keep = linkedSignal<ReturnType<typeof this.preview>, string[]>({
    source: () => this.preview(),
    computation: (preview, before) => (preview ? firstChoice(preview.channels, before?.value ?? []) : []),
  });
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  /** Why the figures below are new. */
  protected readonly news = signal('');

  protected async confirm(): Promise<void> {
    const preview = this.preview();
    if (!preview || this.busy()) return;
    if (preview.channels.mustChoose && this.keep().length === 0) {
      this.news.set('Choose at least one channel that stays.');
      return;
    }
    this.busy.set(true);
    this.problem.set(null);
    this.news.set('');
    try {
      await this.arrive(await this.client.changePlan(changeRequest(preview, this.keep())));
    } catch (error) {
      this.refused(toProblem(error));
    } finally {
      this.busy.set(false);
    }
  }

  private async arrive({ status, payUrl, subscription }: PlanChangeDto): Promise<void> {
    const words = this.words();
    // Replaced: going back from Stripe's page leads to where the plan stands, not to a preview of the past.
    await this.router.navigateByUrl(BILLING, { replaceUrl: status === 'awaiting_payment' });
    if (status === 'awaiting_payment') {
      if (payUrl) this.away.goTo(payUrl);
      return;
    }
    const at = subscription.nextPlanAt ?? subscription.currentPeriodEnd;
    const on = status === 'scheduled' && at ? ` on ${day(at)}` : '';
    this.notices.show(`${words?.done ?? 'Your plan is changed'}${on}.`, { about: 'plan' });
  }

  /** The amount or the channels are others than those on the screen: shows them anew and asks again. */
  private refused(problem: Problem): void {
    if (problem.errorCode === 'quote_outdated') {
      this.news.set(
        'The amount has changed since you saw it. Nothing was charged. Please look at the new one.',
      );
    } else if (problem.errorCode === 'channels_choice_required') {
      this.news.set(
        'Your channels have changed since you saw this page. Please choose again which ones stay.',
      );
    } else {
      this.problem.set(problem);
      return;
    }
    this.resource.reload();
  }
}
