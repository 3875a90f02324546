import { Component, effect, input, untracked } from '@angular/core';
import { EmptyState, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import type { CursorPages } from '../data/cursor-pages.js';
import { LoadMore } from '../ui/load-more.js';
import { Panel } from '../ui/panel.js';
import { RunLines } from './run-lines.js';
import type { Run, RunWords } from './run.js';

/** All comparisons so far, page by page. */
@Component({
  selector: 'ac-run-history',
  imports: [EmptyState, LoadMore, Panel, ProblemAlert, RunLines, SkeletonLines],
  template: `
    <ac-panel heading="History" [padded]="false">
      @let list = pages();
      @if (list.failure(); as failure) {
        <div class="ac-panel__body">
          <am-problem-alert [problem]="failure" retryable (retry)="list.retry()" />
        </div>
      }
      @if (list.rows().length) {
        <ac-run-lines [runs]="list.rows()" [words]="words()" />
        @if (list.hasMore()) {
          <div class="more"><ac-load-more [busy]="list.loadingMore()" (more)="list.more()" /></div>
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
      padding: 0.5rem;
      border-top: 1px solid var(--am-line);
    }
  `,
})
export class RunHistory<One extends Run> {
  readonly pages = input.required<CursorPages<One>>();
  readonly words = input.required<RunWords<One>>();
  /** The history is asked for again whenever this changes. */
  readonly newest = input.required<string>();

  constructor() {
    let seen: string | undefined;
    effect(() => {
      const newest = this.newest();
      if (seen !== undefined && seen !== newest) untracked(() => this.pages().reload());
      seen = newest;
    });
  }
}
