import { Component, computed, input } from '@angular/core';
import type { TaskRowDto } from '@automna/api-client';
import { EmptyState, StatusChip } from '@automna/web-ui';
import { Instant } from '../../../ui/instant.js';
import { rhythm, taskLabel } from './job-labels.js';

/** Scheduled tasks with their last outcome. */
@Component({
  selector: 'ac-task-table',
  imports: [EmptyState, Instant, StatusChip],
  template: `
    @if (lines().length) {
      <ul class="rows">
        @for (line of lines(); track line.task.name) {
          <li>
            <div class="what">
              <strong>{{ line.task.name }}</strong>
              <span class="quiet">
                {{ line.rhythm }}
                @if (line.task.enabled && !line.task.running) {
                  <span> · next <ac-instant [at]="line.task.nextRunAt" /></span>
                }
              </span>
            </div>
            <am-status-chip
              [tone]="line.status.tone"
              [label]="line.status.label"
              [busy]="line.status.busy ?? false"
            />
            <p class="result quiet">
              @if (line.task.lastStartedAt) {
                Last run <ac-instant [at]="line.task.lastStartedAt" />
                @if (line.task.lastResult; as result) {
                  <span> · {{ result }}</span>
                }
              } @else {
                Waiting for its first run.
              }
            </p>
          </li>
        }
      </ul>
    } @else {
      <am-empty-state
        icon="clock"
        heading="No scheduled tasks"
        text="None are registered in this process yet."
      />
    }
  `,
  styles: `
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0.25rem 1rem;
      align-items: center;
      padding: 0.75rem 1.125rem;
      border-bottom: 1px solid var(--am-line);
    }
    li:last-child {
      border-bottom: 0;
    }
    .what {
      display: grid;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    strong {
      font-weight: 600;
    }
    .quiet {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
    }
    .result {
      grid-column: 1 / -1;
      overflow-wrap: anywhere;
    }
  `,
})
export class TaskTable {
  readonly tasks = input.required<readonly TaskRowDto[]>();

  protected readonly lines = computed(() =>
    this.tasks().map((task) => ({
      task,
      rhythm: rhythm(task.everySeconds),
      status: taskLabel(task),
    })),
  );
}
