import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { CustomerRowDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Instant } from '../../../ui/instant.js';
import { machineLabel, subscriptionLabel, verdictLabel } from '../../../ui/state-labels.js';
import { planTitle } from '../../../ui/plan-title.js';

/** Found customers, one line each. */
@Component({
  selector: 'ac-customer-table',
  imports: [Instant, RouterLink, StatusChip],
  template: `
    <div class="ac-table-frame">
      <table class="ac-table">
        <thead>
          <tr>
            <th scope="col">Customer</th>
            <th scope="col">Plan</th>
            <th scope="col">Subscription</th>
            <th scope="col">Key</th>
            <th scope="col">Machine</th>
            <th scope="col">Created</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.id) {
            <tr>
              <th scope="row">
                <a class="name" [routerLink]="['/customers', row.id]">{{ row.name || row.email }}</a>
                <span class="email">{{ row.email }}</span>
              </th>
              <td class="ac-nowrap">
                @if (plan(row.plan); as title) {
                  {{ title }}
                } @else {
                  <span class="ac-none">No plan</span>
                }
              </td>
              <td>
                @let subscription = subscriptionOf(row.subscriptionStatus);
                <am-status-chip [tone]="subscription.tone" [label]="subscription.label" />
              </td>
              <td>
                @let verdict = verdictOf(row.keyVerdict);
                <am-status-chip [tone]="verdict.tone" [label]="verdict.label" />
              </td>
              <td>
                @let machine = machineOf(row.machineState);
                <am-status-chip
                  [tone]="machine.tone"
                  [label]="machine.label"
                  [busy]="machine.busy ?? false"
                />
              </td>
              <td class="ac-nowrap created"><ac-instant [at]="row.createdAt" /></td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
  styles: `
    tr {
      position: relative;
    }
    .name {
      display: block;
      color: var(--am-ink);
      font-weight: 620;
      text-decoration: none;
      overflow-wrap: anywhere;
    }
    /* The whole line leads to the customer, with one link only. */
    .name::after {
      content: '';
      position: absolute;
      inset: 0;
    }
    .name:focus-visible {
      outline: none;
    }
    .name:focus-visible::after {
      outline: 3px solid var(--am-amber-ink);
      outline-offset: -3px;
      border-radius: 4px;
    }
    tr:hover .name {
      color: var(--am-link);
      text-decoration: underline;
    }
    /* Above the stretched link, so that an address can be selected and copied. */
    .email {
      position: relative;
      z-index: 1;
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
      overflow-wrap: anywhere;
    }
    .created {
      color: var(--am-ink-2);
    }
  `,
})
export class CustomerTable {
  readonly rows = input.required<readonly CustomerRowDto[]>();

  protected readonly plan = planTitle;
  protected readonly subscriptionOf = subscriptionLabel;
  protected readonly verdictOf = verdictLabel;
  protected readonly machineOf = machineLabel;
}
