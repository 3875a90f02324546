import { Component, computed, input } from '@angular/core';
import type { TimelineEntryDto } from '@automna/api-client';
import { EmptyState, Icon } from '@automna/web-ui';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { factsOf, iconOfKind } from './timeline-kinds.js';

/** What happened to this customer, newest first, each with its cause. */
@Component({
  selector: 'ac-timeline',
  imports: [EmptyState, Icon, Instant, Panel],
  template: `
    <ac-panel heading="Timeline">
      @if (events().length) {
        <ol class="events">
          @for (event of events(); track event.entry.id) {
            <li>
              <span class="sign"><am-icon [name]="event.icon" [size]="15" /></span>
              <div class="words">
                <p class="title">{{ event.entry.title }}</p>
                @if (event.entry.cause; as cause) {
                  <p class="cause">Cause: {{ cause }}</p>
                }
                <p class="meta">
                  <ac-instant [at]="event.entry.at" /> · <ac-instant [at]="event.entry.at" show="exact" />
                </p>
                @if (event.facts.length) {
                  <details>
                    <summary>
                      Details <span class="am-visually-hidden">of “{{ event.entry.title }}”</span>
                    </summary>
                    <dl>
                      <dt>event</dt>
                      <dd>{{ event.entry.kind }}</dd>
                      @for (fact of event.facts; track fact.name) {
                        <dt>{{ fact.name }}</dt>
                        <dd>{{ fact.value }}</dd>
                      }
                    </dl>
                  </details>
                }
              </div>
            </li>
          }
        </ol>
      } @else {
        <am-empty-state
          icon="clock"
          heading="Nothing has happened yet"
          text="Sign-up, payments, key checks and machine events appear here."
        />
      }
    </ac-panel>
  `,
  styleUrl: './timeline.scss',
})
export class Timeline {
  readonly entries = input.required<readonly TimelineEntryDto[]>();

  protected readonly events = computed(() =>
    [...this.entries()]
      .sort((a, b) => b.at.localeCompare(a.at))
      .map((entry) => ({ entry, icon: iconOfKind(entry.kind), facts: factsOf(entry.data) })),
  );
}
