import { Component, effect, input, signal, untracked } from '@angular/core';
import type { DriftRunDto } from '@automna/api-client';
import { EmptyState, Icon, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { Panel } from '../../../ui/panel.js';
import { DRIFT_RUNS_URL } from '../data/billing-client.js';
import { CursorPages } from '../../../data/cursor-pages.js';
import { DriftRuns } from '../ui/drift-runs.js';

const PAGE_SIZE = 10;

/** All comparisons so far, page by page. */
@Component({
  selector: 'ac-drift-history',
  imports: [DriftRuns, EmptyState, Icon, Panel, ProblemAlert, SkeletonLines],
  template: `
    <ac-panel heading="History" [padded]="false">
      @if (list.failure(); as failure) {
        <div class="ac-panel__body">
          <am-problem-alert [problem]="failure" retryable (retry)="list.retry()" />
        </div>
      }
      @if (list.rows().length) {
        <ac-drift-runs [runs]="list.rows()" />
        @if (list.hasMore()) {
          <div class="more">
            <button
              type="button"
              class="am-button am-button--small am-button--ghost"
              [attr.aria-disabled]="list.loadingMore()"
              (click)="list.more()"
            >
              {{ list.loadingMore() ? 'Loading…' : 'Load more' }} <am-icon name="chevron-down" [size]="16" />
            </button>
          </div>
        }
      } @else if (!list.first()) {
        <am-empty-state icon="list" heading="No checks yet" text="Each one leaves a line here." />
      } @else if (list.loading()) {
        <div class="ac-panel__body"><am-skeleton-lines [lines]="4" label="Loading the history" /></div>
      }
    </ac-panel>
  `,
  styles: `
    .more {
      display: grid;
      justify-items: center;
      padding: 0.5rem;
      border-top: 1px solid var(--am-line);
    }
  `,
})
export class DriftHistory {
  /** The history is asked for again whenever this changes. */
  readonly newest = input.required<string>();

  protected readonly list = new CursorPages<DriftRunDto>(DRIFT_RUNS_URL, signal({}), PAGE_SIZE);

  constructor() {
    let seen: string | undefined;
    effect(() => {
      const newest = this.newest();
      if (seen !== undefined && seen !== newest) untracked(() => this.list.reload());
      seen = newest;
    });
  }
}
