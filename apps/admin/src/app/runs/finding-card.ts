import { Component, computed, input } from '@angular/core';
import { StatusChip } from '@automna/web-ui';
import { Instant } from '../ui/instant.js';
import { findingLabel } from '../ui/run-words.js';
import type { Finding } from './run.js';

/**
 * One thing a comparison found: what is wrong, what settles it, and what came of that. Its content is the evidence;
 * `[fact]` marks what it is about.
 */
@Component({
  selector: 'ac-finding-card',
  imports: [Instant, StatusChip],
  template: `
    @let known = finding();
    <div class="head">
      <strong>{{ kind() }}</strong>
      <am-status-chip [tone]="status().tone" [label]="status().label" />
    </div>
    <p>{{ known.sentence }}</p>
    <ng-content />
    <div class="facts"><ng-content select="[fact]" /></div>
    @if (known.repairedAt; as at) {
      <p class="quiet">Repaired <ac-instant [at]="at" past />. {{ known.outcome }}</p>
    } @else if (known.outcome; as outcome) {
      <p class="quiet ac-error-text">{{ outcome }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.375rem;
      padding: 0.875rem 1.125rem;
      overflow-wrap: anywhere;
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0.25rem 0.75rem;
    }
    strong {
      font-weight: 650;
    }
    .facts {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 1rem;
      font-size: 0.875rem;
    }
    .quiet {
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
    }
    .quiet.ac-error-text {
      color: var(--am-bad);
    }
  `,
})
export class FindingCard {
  readonly finding = input.required<Finding & { sentence: string }>();
  /** What people call this kind of finding. */
  readonly kind = input.required<string>();

  protected readonly status = computed(() => findingLabel(this.finding()));
}
