import { Component, computed, input, signal } from '@angular/core';
import type { StripeEventDto } from '@automna/api-client';
import { EmptyState, StatusChip, type StatusWords } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { humanise } from '../../../ui/state-labels.js';

const STATUS: Record<string, StatusWords> = {
  pending: { label: 'Waiting', tone: 'info', busy: true },
  processed: { label: 'Processed', tone: 'ok' },
  ignored: { label: 'Ignored', tone: 'neutral' },
  failed: { label: 'Failed', tone: 'bad' },
};

/** The newest answer most questions; a long history would push everything else off a phone. */
const FIRST = 5;

/** What Stripe told us about this customer, newest first, and what we made of it. */
@Component({
  selector: 'ac-stripe-events-panel',
  imports: [Copyable, EmptyState, Instant, Panel, StatusChip],
  template: `
    <ac-panel heading="Stripe events" [padded]="false">
      @if (lines().length > first) {
        <button
          aside
          type="button"
          class="am-button am-button--small am-button--ghost"
          [attr.aria-expanded]="all()"
          [attr.aria-controls]="listId"
          (click)="all.set(!all())"
        >
          {{ all() ? 'Show fewer' : 'Show all ' + lines().length
          }}<span class="am-visually-hidden"> Stripe events</span>
        </button>
      }
      @if (lines().length) {
        <ul class="ac-cards" [id]="listId">
          @for (line of shown(); track line.event.id) {
            <li>
              <div class="line">
                <strong>{{ line.event.type }}</strong>
                <am-status-chip
                  [tone]="line.status.tone"
                  [label]="line.status.label"
                  [busy]="line.status.busy ?? false"
                />
              </div>
              <div class="line quiet">
                <ac-copyable [value]="line.event.id" [label]="'Id of ' + line.event.type" />
                <ac-instant [at]="line.event.at" />
              </div>
              @if (line.event.outcome; as outcome) {
                <p class="quiet" [class.ac-error-text]="line.event.status === 'failed'">{{ outcome }}</p>
              }
            </li>
          }
        </ul>
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
    strong {
      font-weight: 600;
      overflow-wrap: anywhere;
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

  protected readonly first = FIRST;
  protected readonly listId = 'ac-stripe-events';
  protected readonly all = signal(false);
  protected readonly lines = computed(() =>
    [...this.events()]
      .sort((a, b) => b.at.localeCompare(a.at))
      .map((event) => ({
        event,
        status: STATUS[event.status] ?? { label: humanise(event.status), tone: 'neutral' as const },
      })),
  );
  protected readonly shown = computed(() => (this.all() ? this.lines() : this.lines().slice(0, FIRST)));
}
