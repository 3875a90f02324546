import { Component, computed, inject, input } from '@angular/core';
import type { JobRowDto } from '@automna/api-client';
import { EmptyState, StatusChip } from '@automna/web-ui';
import { ServerClock } from '../../../shell/server-clock.js';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { jobLabel, jobMoment } from './job-labels.js';

/** Recent outbox jobs; one markup for both widths, a line becomes a card where the table has no room. */
@Component({
  selector: 'ac-outbox-table',
  imports: [Copyable, EmptyState, Instant, StatusChip],
  template: `
    @if (lines().length) {
      <ul class="rows">
        @for (line of lines(); track line.job.id) {
          <li>
            <strong class="kind">{{ line.job.kind }}</strong>
            <ac-copyable class="id" [value]="line.job.id" [label]="'Job id of ' + line.job.kind" />
            <am-status-chip
              [tone]="line.status.tone"
              [label]="line.status.label"
              [busy]="line.status.busy ?? false"
            />
            <span class="tries am-num">{{ line.tries }}</span>
            <span class="when">{{ line.moment.words }} <ac-instant [at]="line.moment.at" /></span>
            @if (line.job.lastError; as error) {
              <p class="error ac-error-text">{{ error }}</p>
            }
          </li>
        }
      </ul>
    } @else {
      <am-empty-state
        icon="list"
        heading="No jobs yet"
        text="Work that follows a payment, a key or a message appears here."
      />
    }
  `,
  styleUrl: './outbox-table.scss',
})
export class OutboxTable {
  private readonly clock = inject(ServerClock);

  readonly jobs = input.required<readonly JobRowDto[]>();

  protected readonly lines = computed(() =>
    this.jobs().map((job) => ({
      job,
      status: jobLabel(job),
      moment: jobMoment(job, this.clock.now()),
      tries: attempts(job.attempts),
    })),
  );
}

function attempts(made: number): string {
  if (made === 0) return 'not tried yet';
  return made === 1 ? '1 attempt' : `${made} attempts`;
}
