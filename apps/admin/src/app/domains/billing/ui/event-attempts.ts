import { Component, computed, input } from '@angular/core';
import type { StripeEventAttemptDto, StripeEventDetailDto } from '@automna/api-client';
import { EmptyState, StatusChip, type StatusWords } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { stripeEventLabel } from '../../../ui/state-labels.js';

const UNFINISHED: StatusWords = { label: 'Not finished', tone: 'warn' };

/** Each time the event was carried out, and who asked for it. */
@Component({
  selector: 'ac-event-attempts',
  imports: [Copyable, EmptyState, Instant, Panel, StatusChip],
  template: `
    <ac-panel heading="Attempts" [padded]="false">
      @if (attempts().length) {
        <ol class="ac-cards">
          @for (line of attempts(); track line.attempt.startedAt) {
            <li>
              <div class="line">
                <ac-instant [at]="line.attempt.startedAt" show="exact" />
                <am-status-chip [tone]="line.status.tone" [label]="line.status.label" />
              </div>
              <p class="quiet" [class.ac-error-text]="line.attempt.status === 'failed'">{{ line.text }}</p>
            </li>
          }
        </ol>
      } @else {
        <am-empty-state icon="clock" heading="Not carried out yet" text="A worker takes it in a moment." />
      }
    </ac-panel>
    @if (event().replays.length) {
      <ac-panel heading="Replays" [padded]="false">
        <ol class="ac-cards">
          @for (replay of event().replays; track replay.at) {
            <li>
              <div class="line">
                <ac-instant [at]="replay.at" show="exact" />
                <ac-copyable [value]="replay.actorId" label="Id of the colleague who replayed it" />
              </div>
              <p class="quiet">{{ replay.reason || 'No reason given.' }}</p>
            </li>
          }
        </ol>
      </ac-panel>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 1rem;
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
      overflow-wrap: anywhere;
    }
    .quiet.ac-error-text {
      color: var(--am-bad);
    }
  `,
})
export class EventAttempts {
  readonly event = input.required<StripeEventDetailDto>();

  protected readonly attempts = computed(() =>
    this.event().attemptLog.map((attempt) => ({
      attempt,
      status: attempt.status ? stripeEventLabel(attempt.status) : UNFINISHED,
      text: attempt.outcome ?? textOf(attempt),
    })),
  );
}

function textOf({ finishedAt }: StripeEventAttemptDto): string {
  return finishedAt
    ? 'Nothing was noted.'
    : 'It is still running, or its process died; then it is tried again.';
}
