import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { DriftFindingDto } from '@automna/api-client';
import { FindingCard } from '../../../runs/finding-card.js';
import { Copyable } from '../../../ui/copyable.js';
import { OutsideLink } from '../../../ui/outside-link.js';
import { differences, kindLabel } from '../data/drift-words.js';

/** One disagreement with Stripe, with both sides of it. */
@Component({
  selector: 'ac-drift-finding',
  imports: [Copyable, FindingCard, OutsideLink, RouterLink],
  template: `
    @let known = finding();
    <ac-finding-card [finding]="known" [kind]="kind()">
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
      @if (known.customerId; as id) {
        <a fact [routerLink]="['/customers', id]">{{ known.customerEmail ?? 'Open customer' }}</a>
      }
      @if (known.stripeId; as id) {
        <ac-copyable fact [value]="id" label="Stripe id" />
      }
      <ac-outside-link fact [href]="known.stripeUrl" [about]="known.stripeId ?? ''" />
    </ac-finding-card>
  `,
  styles: `
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
  `,
})
export class DriftFinding {
  readonly finding = input.required<DriftFindingDto>();

  protected readonly kind = computed(() => kindLabel(this.finding().kind));
  protected readonly sides = computed(() => differences(this.finding()));
}
