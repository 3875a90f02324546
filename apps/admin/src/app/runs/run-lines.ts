import { Component, computed, input } from '@angular/core';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../ui/copyable.js';
import { Instant } from '../ui/instant.js';
import { runTitle } from '../ui/run-words.js';
import { type Run, runLabel, type RunWords } from './run.js';

/** Past comparisons, newest first. */
@Component({
  selector: 'ac-run-lines',
  imports: [Copyable, Instant, StatusChip],
  template: `
    <ol class="ac-cards">
      @for (line of lines(); track line.run.id) {
        <li>
          <div class="line">
            <strong>{{ line.title }}</strong>
            <am-status-chip
              [tone]="line.status.tone"
              [label]="line.status.label"
              [busy]="line.status.busy ?? false"
            />
          </div>
          <p class="quiet">
            <ac-instant [at]="line.run.startedAt" show="exact" /> ·
            <ac-instant [at]="line.run.startedAt" past />
          </p>
          @if (line.run.status !== 'running') {
            <p class="quiet">{{ line.compared }}</p>
          }
          @if (line.run.error; as error) {
            <p class="quiet ac-error-text">{{ error }}</p>
          }
          @if (line.run.reason; as reason) {
            <p class="quiet">Reason: {{ reason }}</p>
          }
          @if (line.run.actorId; as actor) {
            <p class="quiet">Asked for by <ac-copyable [value]="actor" label="Id of the colleague" /></p>
          }
        </li>
      }
    </ol>
  `,
  styles: `
    li {
      gap: 0.125rem;
      padding-inline: 1.125rem;
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
export class RunLines<One extends Run> {
  readonly runs = input.required<readonly One[]>();
  readonly words = input.required<RunWords<One>>();

  protected readonly lines = computed(() =>
    this.runs().map((run) => ({
      run,
      title: runTitle(run),
      status: runLabel(run, this.words().agree),
      compared: this.words().compared(run),
    })),
  );
}
