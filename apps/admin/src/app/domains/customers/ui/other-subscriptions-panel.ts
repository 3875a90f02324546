import { Component, computed, input } from '@angular/core';
import type { BillingSubscriptionDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { moneyIn } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { OutsideLink } from '../../../ui/outside-link.js';
import { Panel } from '../../../ui/panel.js';
import { subscriptionLabel } from '../../../ui/state-labels.js';
import { planTitle } from '../../../ui/plan-title.js';

/** Subscriptions beside the one that counts: earlier ones, and duplicates that charge twice. */
@Component({
  selector: 'ac-other-subscriptions-panel',
  imports: [Copyable, Instant, OutsideLink, Panel, StatusChip],
  template: `
    @if (lines().length) {
      <ac-panel heading="Other subscriptions" [padded]="false">
        <ul class="ac-cards">
          @for (line of lines(); track line.known.id) {
            <li>
              <div class="line">
                <strong>{{ line.plan }}</strong>
                <am-status-chip [tone]="line.status.tone" [label]="line.status.label" />
              </div>
              @if (line.known.duplicate) {
                <p class="ac-error-text">
                  Live beside another one, so the customer pays twice. Cancel one of the two at Stripe.
                </p>
              }
              <div class="line quiet">
                <span
                  >{{ line.price }} · since <ac-instant [at]="line.known.createdAt" show="day" />
                  @if (line.known.canceledAt; as at) {
                    · cancelled <ac-instant [at]="at" show="day" />
                  }
                </span>
                <ac-copyable [value]="line.known.stripeSubscriptionId" label="Stripe subscription id" />
                <ac-outside-link
                  [href]="line.known.stripeUrl"
                  [about]="'the subscription ' + line.known.stripeSubscriptionId"
                />
              </div>
            </li>
          }
        </ul>
      </ac-panel>
    }
  `,
  styles: `
    :host:empty {
      display: none;
    }
    li {
      gap: 0.125rem;
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0.125rem 0.75rem;
    }
    .quiet {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
    }
  `,
})
export class OtherSubscriptionsPanel {
  /** All of them. */
  readonly subscriptions = input.required<readonly BillingSubscriptionDto[]>();
  /** The one that counts. */
  readonly besides = input.required<string | null>();

  protected readonly lines = computed(() =>
    this.subscriptions()
      .filter((known) => known.stripeSubscriptionId !== this.besides())
      .map((known) => ({
        known,
        plan: planTitle(known.planName) ?? 'No plan',
        status: subscriptionLabel(known.status),
        price:
          known.priceCents === null
            ? 'no price'
            : `${moneyIn(known.priceCents, known.currency)} a ${known.interval ?? 'month'}`,
      })),
  );
}
