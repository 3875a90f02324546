import { Component, computed, input, signal } from '@angular/core';
import type { BillingChangeDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { money } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';
import { ShowAll } from '../../../ui/show-all.js';
import { changeLabel, changeTitle } from './billing-words.js';

const FIRST = 3;

/** Plan changes, cancellations and resumptions the customer asked for, newest first. */
@Component({
  selector: 'ac-plan-changes-panel',
  imports: [Copyable, Instant, Panel, ShowAll, StatusChip],
  template: `
    @if (lines().length) {
      <ac-panel heading="Plan changes" [padded]="false">
        <ac-show-all
          aside
          [(all)]="all"
          [total]="lines().length"
          [first]="first"
          what="plan changes"
          controls="ac-plan-changes"
        />
        <ul class="ac-cards" id="ac-plan-changes">
          @for (line of shown(); track line.change.id) {
            <li>
              <div class="line">
                <strong>{{ line.title }}</strong>
                <am-status-chip
                  [tone]="line.status.tone"
                  [label]="line.status.label"
                  [busy]="line.status.busy ?? false"
                />
              </div>
              @if (line.change.outcome; as outcome) {
                <p class="quiet" [class.ac-error-text]="line.change.status === 'failed'">{{ outcome }}</p>
              }
              <div class="line quiet">
                <span
                  ><ac-instant [at]="line.change.createdAt" />
                  @if (line.quote; as amount) {
                    · agreed to {{ amount }}
                  }
                </span>
                <ac-copyable [value]="line.change.id" label="Id of the plan change" />
              </div>
            </li>
          }
        </ul>
      </ac-panel>
    }
  `,
  styles: `
    :host:empty {
      display: none;
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
    strong {
      font-weight: 600;
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
export class PlanChangesPanel {
  readonly changes = input.required<readonly BillingChangeDto[]>();

  protected readonly first = FIRST;
  protected readonly all = signal(false);
  protected readonly lines = computed(() =>
    this.changes().map((change) => ({
      change,
      title: changeTitle(change),
      status: changeLabel(change.status),
      quote: change.quotedCents === null ? null : money(change.quotedCents),
    })),
  );
  protected readonly shown = computed(() => (this.all() ? this.lines() : this.lines().slice(0, FIRST)));
}
