import { Component, booleanAttribute, computed, input, output } from '@angular/core';
import { Icon } from '../icon/icon.js';
import { type Problem, toProblem } from './problem.js';

/** Says what went wrong, what to do, and offers to try again. Announced when it appears. */
@Component({
  selector: 'am-problem-alert',
  imports: [Icon],
  template: `
    <am-icon [name]="shown().status === 0 ? 'wifi' : 'warning'" [size]="22" />
    <div class="words">
      <p class="title">{{ shown().title }}</p>
      <p>{{ shown().detail }}</p>
      @for (item of unplaced(); track item.field) {
        <p>{{ item.message }}</p>
      }
      @if (wait(); as sentence) {
        <p>{{ sentence }}</p>
      }
      @if (shown().status >= 500 && shown().requestId; as id) {
        <p class="reference">
          Reference: <code>{{ id }}</code>
        </p>
      }
      <div class="actions">
        @if (retryable()) {
          <button type="button" class="am-button am-button--small am-button--quiet" (click)="retry.emit()">
            <am-icon name="refresh" [size]="16" /> {{ retryLabel() }}
          </button>
        }
        <ng-content />
      </div>
    </div>
  `,
  styleUrl: './problem-alert.scss',
  host: { role: 'alert' },
})
export class ProblemAlert {
  /** A problem, or whatever was thrown. */
  readonly problem = input.required<unknown>();
  readonly retryable = input(false, { transform: booleanAttribute });
  readonly retryLabel = input('Try again');
  /** True when the fields show their own messages, so that nothing is said twice. */
  readonly fieldsShown = input(false, { transform: booleanAttribute });
  readonly retry = output();

  protected readonly shown = computed<Problem>(() => toProblem(this.problem()));
  protected readonly unplaced = computed(() => (this.fieldsShown() ? [] : (this.shown().errors ?? [])));
  protected readonly wait = computed(() => {
    const seconds = this.shown().retryAfterSeconds;
    if (!seconds) return '';
    return seconds < 90
      ? `You can try again in ${Math.ceil(seconds)} seconds.`
      : `You can try again in ${Math.ceil(seconds / 60)} minutes.`;
  });
}
