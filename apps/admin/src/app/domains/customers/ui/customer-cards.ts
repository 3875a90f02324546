import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { CustomerRowDto } from '@automna/api-client';
import { Icon, StatusChip } from '@automna/web-ui';
import { Instant } from '../../../ui/instant.js';
import { machineLabel, subscriptionLabel, verdictLabel } from '../../../ui/state-labels.js';
import { planTitle } from '../../../ui/plan-title.js';

/** Found customers where a table has no room. */
@Component({
  selector: 'ac-customer-cards',
  imports: [Icon, Instant, RouterLink, StatusChip],
  template: `
    <ul class="ac-cards">
      @for (row of rows(); track row.id) {
        <li>
          <div>
            <a class="name" [routerLink]="['/customers', row.id]">{{ row.name || row.email }}</a>
            <p class="email">{{ row.email }}</p>
          </div>
          <p class="plan">{{ plan(row.plan) ?? 'No plan' }} · <ac-instant [at]="row.createdAt" /></p>
          <dl>
            <div>
              <dt><am-icon name="card" [size]="15" /><span class="am-visually-hidden">Subscription</span></dt>
              @let subscription = subscriptionOf(row.subscriptionStatus);
              <dd><am-status-chip [tone]="subscription.tone" [label]="subscription.label" /></dd>
            </div>
            <div>
              <dt><am-icon name="key" [size]="15" /><span class="am-visually-hidden">Key</span></dt>
              @let verdict = verdictOf(row.keyVerdict);
              <dd><am-status-chip [tone]="verdict.tone" [label]="verdict.label" /></dd>
            </div>
            <div>
              <dt><am-icon name="server" [size]="15" /><span class="am-visually-hidden">Machine</span></dt>
              @let machine = machineOf(row.machineState);
              <dd>
                <am-status-chip
                  [tone]="machine.tone"
                  [label]="machine.label"
                  [busy]="machine.busy ?? false"
                />
              </dd>
            </div>
          </dl>
        </li>
      }
    </ul>
  `,
  styles: `
    li {
      position: relative;
    }
    .name {
      color: var(--am-ink);
      font-weight: 650;
      text-decoration: none;
      overflow-wrap: anywhere;
    }
    .name::after {
      content: '';
      position: absolute;
      inset: 0;
    }
    .email,
    .plan {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
      overflow-wrap: anywhere;
    }
    dl {
      display: flex;
      flex-wrap: wrap;
      gap: 0.375rem 0.875rem;
    }
    dl div {
      display: flex;
      align-items: center;
      gap: 0.375rem;
    }
    dt {
      display: grid;
      color: var(--am-ink-2);
    }
  `,
})
export class CustomerCards {
  readonly rows = input.required<readonly CustomerRowDto[]>();

  protected readonly plan = planTitle;
  protected readonly subscriptionOf = subscriptionLabel;
  protected readonly verdictOf = verdictLabel;
  protected readonly machineOf = machineLabel;
}
