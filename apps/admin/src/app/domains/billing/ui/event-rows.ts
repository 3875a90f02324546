import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { StripeEventRowDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { counted } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { stripeEventLabel } from '../../../ui/state-labels.js';

/** Stored webhooks; one markup for both widths, a line becomes a card where there is no room. */
@Component({
  selector: 'ac-event-rows',
  imports: [Copyable, Instant, RouterLink, StatusChip],
  template: `
    <ul class="rows">
      @for (line of lines(); track line.event.id) {
        <li>
          <a class="type" [routerLink]="['/billing/events', line.event.id]">{{ line.event.type }}</a>
          <ac-copyable class="id" [value]="line.event.id" [label]="'Id of ' + line.event.type" />
          <am-status-chip
            [tone]="line.status.tone"
            [label]="line.status.label"
            [busy]="line.status.busy ?? false"
          />
          <span class="when"><ac-instant [at]="line.event.at" past /></span>
          <p class="outcome" [class.ac-error-text]="line.event.status === 'failed'">
            {{ line.event.outcome ?? 'Not carried out yet.' }}
          </p>
          <p class="notes">
            @if (line.event.customerId; as id) {
              <a [routerLink]="['/customers', id]"
                >Customer<span class="am-visually-hidden"> of {{ line.event.id }}</span></a
              >
            }
            @for (note of line.notes; track note) {
              <span>{{ note }}</span>
            }
          </p>
        </li>
      }
    </ul>
  `,
  styleUrl: './event-rows.scss',
})
export class EventRows {
  readonly events = input.required<readonly StripeEventRowDto[]>();

  protected readonly lines = computed(() =>
    this.events().map((event) => ({ event, status: stripeEventLabel(event.status), notes: notesOf(event) })),
  );
}

/** What is out of the ordinary. */
function notesOf({ attempts, conflicts, source }: StripeEventRowDto): string[] {
  return [
    attempts > 1 ? counted(attempts, 'attempt') : '',
    conflicts > 0 ? `${counted(conflicts, 'conflicting delivery', 'conflicting deliveries')}` : '',
    source === 'reconcile' ? 'never delivered, fetched' : '',
  ].filter(Boolean);
}
