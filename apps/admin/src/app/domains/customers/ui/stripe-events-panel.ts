import { Component, computed, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { StripeEventDto } from '@automna/api-client';
import { EmptyState, StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { ShowAll } from '../../../ui/show-all.js';
import { stripeEventLabel } from '../../../ui/state-labels.js';
import { ReplayEvent } from '../../billing/feature-replay/replay-event.js';

/** The newest answer most questions; a long history would push everything else off a phone. */
const FIRST = 5;

/** What Stripe told us about this customer, newest first, and what we made of it. */
@Component({
  selector: 'ac-stripe-events-panel',
  imports: [Copyable, EmptyState, Instant, Panel, ReplayEvent, RouterLink, ShowAll, StatusChip],
  template: `
    <ac-panel heading="Stripe events" [padded]="false">
      <ac-show-all
        aside
        [(all)]="all"
        [total]="lines().length"
        [first]="first"
        what="Stripe events"
        [controls]="listId"
      />
      @if (lines().length) {
        <ul class="ac-cards" [id]="listId">
          @for (line of shown(); track line.event.id) {
            <li>
              <div class="line">
                <a class="type" [routerLink]="['/billing/events', line.event.id]">{{ line.event.type }}</a>
                <am-status-chip
                  [tone]="line.status.tone"
                  [label]="line.status.label"
                  [busy]="line.status.busy ?? false"
                />
              </div>
              <div class="line quiet">
                <ac-copyable [value]="line.event.id" [label]="'Id of ' + line.event.type" />
                <ac-instant [at]="line.event.at" past />
              </div>
              <div class="line">
                <p class="quiet" [class.ac-error-text]="line.event.status === 'failed'">
                  {{ line.event.outcome }}
                </p>
                <ac-replay-event [id]="line.event.id" [type]="line.event.type" (replayed)="replayed.emit()" />
              </div>
            </li>
          }
        </ul>
        <p class="more">
          <a routerLink="/billing/events" [queryParams]="{ customer: customerId() }"
            >All Stripe events of this customer</a
          >
        </p>
      } @else {
        <am-empty-state icon="card" heading="No Stripe events" text="The first arrive with a payment." />
      }
    </ac-panel>
  `,
  styles: `
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
    .type {
      color: var(--am-ink);
      font-weight: 600;
      text-decoration: none;
      overflow-wrap: anywhere;
    }
    .type:hover {
      color: var(--am-link);
      text-decoration: underline;
    }
    .more {
      padding: 0.625rem 1rem;
      border-top: 1px solid var(--am-line);
      font-size: 0.875rem;
    }
    .quiet {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
      overflow-wrap: anywhere;
    }
    .quiet.ac-error-text {
      color: var(--am-bad);
    }
  `,
})
export class StripeEventsPanel {
  readonly events = input.required<readonly StripeEventDto[]>();
  readonly customerId = input.required<string>();
  /** One of them is carried out once more, so what is shown here is about to change. */
  readonly replayed = output();

  protected readonly first = FIRST;
  protected readonly listId = 'ac-stripe-events';
  protected readonly all = signal(false);
  protected readonly lines = computed(() =>
    [...this.events()]
      .sort((a, b) => b.at.localeCompare(a.at))
      .map((event) => ({ event, status: stripeEventLabel(event.status) })),
  );
  protected readonly shown = computed(() => (this.all() ? this.lines() : this.lines().slice(0, FIRST)));
}
