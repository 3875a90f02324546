import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AttentionRowDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { OutsideLink } from '../../../ui/outside-link.js';
import { attentionAmount, attentionKind, attentionLabel } from '../data/attention-words.js';

/** Something Stripe reported that only a person can settle. Its content is what can be done. */
@Component({
  selector: 'ac-attention-card',
  imports: [Copyable, Instant, OutsideLink, RouterLink, StatusChip],
  template: `
    @let known = item();
    <div class="head">
      <strong>{{ kind() }}</strong>
      @if (amount(); as words) {
        <span class="am-num">{{ words }}</span>
      }
      <am-status-chip [tone]="status().tone" [label]="status().label" />
    </div>
    <p>{{ known.sentence }}.</p>
    <div class="facts">
      <a [routerLink]="['/customers', known.customerId]">{{ known.customerEmail ?? 'Open customer' }}</a>
      <ac-instant [at]="known.at" />
      <ac-copyable [value]="known.stripeId" label="Stripe id" />
      <ac-outside-link [href]="known.stripeUrl" [about]="known.stripeId" />
    </div>
    @if (known.doneAt; as at) {
      <p class="quiet">
        <ac-instant [at]="at" show="exact" />: {{ known.doneReason }}
        @if (known.doneBy; as who) {
          · by <ac-copyable [value]="who" label="Id of the colleague" />
        }
      </p>
    }
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.375rem;
      padding: 0.875rem 1.125rem;
      overflow-wrap: anywhere;
    }
    .head,
    .facts {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 0.75rem;
    }
    .head am-status-chip {
      margin-inline-start: auto;
    }
    strong {
      font-weight: 650;
    }
    .facts {
      font-size: 0.875rem;
    }
    .quiet {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
    }
  `,
})
export class AttentionCard {
  readonly item = input.required<AttentionRowDto>();

  protected readonly kind = computed(() => attentionKind(this.item().kind));
  protected readonly amount = computed(() => attentionAmount(this.item()));
  protected readonly status = computed(() => attentionLabel(this.item()));
}
