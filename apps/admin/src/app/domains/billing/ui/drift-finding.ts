import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { DriftFindingDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { OutsideLink } from '../../../ui/outside-link.js';
import { findingLabel } from '../../../ui/run-words.js';
import { differences, kindLabel } from '../data/drift-words.js';

/** One disagreement: what is wrong, both sides of it, and what settles it. */
@Component({
  selector: 'ac-drift-finding',
  imports: [Copyable, Instant, OutsideLink, RouterLink, StatusChip],
  template: `
    @let known = finding();
    <div class="head">
      <strong>{{ kind() }}</strong>
      <am-status-chip [tone]="status().tone" [label]="status().label" />
    </div>
    <p>{{ known.sentence }}</p>
    @if (sides().length) {
      <div class="ac-table-frame">
        <table class="ac-table">
          <caption class="am-visually-hidden">
            {{
              kind()
            }}: both sides
          </caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">We say</th>
              <th scope="col">Stripe says</th>
            </tr>
          </thead>
          <tbody>
            @for (side of sides(); track side.name) {
              <tr>
                <th scope="row">{{ side.name }}</th>
                <td>{{ side.ours }}</td>
                <td>{{ side.theirs }}</td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    }
    <div class="facts">
      @if (known.customerId; as id) {
        <a [routerLink]="['/customers', id]">{{ known.customerEmail ?? 'Open customer' }}</a>
      }
      @if (known.stripeId; as id) {
        <ac-copyable [value]="id" label="Stripe id" />
      }
      <ac-outside-link [href]="known.stripeUrl" [about]="known.stripeId ?? ''" />
    </div>
    @if (known.repairedAt; as at) {
      <p class="quiet">Repaired <ac-instant [at]="at" past />. {{ known.outcome }}</p>
    } @else if (known.outcome; as outcome) {
      <p class="quiet ac-error-text">{{ outcome }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.375rem;
      padding: 0.875rem 1.125rem;
      overflow-wrap: anywhere;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0.25rem 0.75rem;
    }
    strong {
      font-weight: 650;
    }
    .ac-table-frame {
      border: 1px solid var(--am-line);
      border-radius: var(--am-radius-m);
    }
    /* Names stay whole; values are often ids, which may break anywhere. */
    th {
      overflow-wrap: break-word;
    }
    td {
      min-width: 5rem;
      font-variant-numeric: tabular-nums;
    }
    .facts {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 1rem;
      font-size: 0.875rem;
    }
    .quiet {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
    }
    .quiet.ac-error-text {
      color: var(--am-bad);
    }
  `,
})
export class DriftFinding {
  readonly finding = input.required<DriftFindingDto>();

  protected readonly kind = computed(() => kindLabel(this.finding().kind));
  protected readonly status = computed(() => findingLabel(this.finding()));
  protected readonly sides = computed(() => differences(this.finding()));
}
