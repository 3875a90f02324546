import { Component, computed, input, output } from '@angular/core';
import type { SubscriptionDto } from '@automna/api-client';
import { Icon } from '@automna/web-ui';
import { day } from '../../../ui/dates.js';
import { planTitle } from '../../billing/data/plan-state.js';

/** What the customer has decided for the end of the period, and the way to take it back. Silent otherwise. */
@Component({
  selector: 'am-plan-outlook',
  imports: [Icon],
  template: `
    @if (subscription().live && subscription().cancelAtPeriodEnd) {
      <div class="am-note" role="status">
        <am-icon name="clock" />
        <div class="am-row am-row--between">
          <p>
            <strong>Ends on {{ day(subscription().currentPeriodEnd) }}.</strong> {{ untilThen() }}
          </p>
          <button
            type="button"
            class="am-button am-button--small"
            [disabled]="busy()"
            (click)="resumePlan.emit()"
          >
            {{ busy() ? 'One moment…' : 'Keep my plan' }}
          </button>
        </div>
      </div>
    } @else if (subscription().live && subscription().nextPlan; as next) {
      <div class="am-note" role="status">
        <am-icon name="clock" />
        <div class="am-row am-row--between">
          <p>
            <strong>Changes to {{ next.title }} on {{ changesOn() }}.</strong> Until then you keep everything
            {{ title() }} has.
          </p>
          <button
            type="button"
            class="am-button am-button--small"
            [disabled]="busy()"
            (click)="keepPlan.emit()"
          >
            {{ busy() ? 'One moment…' : 'Keep ' + title() }}
          </button>
        </div>
      </div>
    } @else if (!subscription().live && subscription().service === 'ended') {
      <div class="am-note" role="status">
        <am-icon name="info" />
        <p>
          <strong>Your plan has ended{{ endedOn() }}.</strong> Your agent is kept with its memory and its
          channels. Choose a plan below and the same agent is back.
        </p>
      </div>
    }
  `,
  styles: `
    :host:not(:has(*)) {
      display: none;
    }
  `,
})
export class PlanOutlook {
  readonly subscription = input.required<SubscriptionDto>();
  readonly busy = input(false);
  /** Take the scheduled change back. */
  readonly keepPlan = output();
  /** Take the cancellation back. */
  readonly resumePlan = output();

  protected readonly title = computed(() => planTitle(this.subscription()));
  protected readonly changesOn = computed(() => {
    const { nextPlanAt, currentPeriodEnd } = this.subscription();
    return this.day(nextPlanAt ?? currentPeriodEnd);
  });
  /** Nothing is promised of a plan that is not paid for. */
  protected readonly untilThen = computed(() =>
    this.subscription().service === 'running'
      ? 'Until then everything works as before, and nothing more is charged.'
      : 'Your plan is cancelled.',
  );
  protected readonly endedOn = computed(() => {
    const end = this.subscription().currentPeriodEnd;
    return end && new Date(end).getTime() <= Date.now() ? ` on ${day(end)}` : '';
  });

  protected day(at: string | null): string {
    return at ? day(at) : 'the last day you paid for';
  }
}
