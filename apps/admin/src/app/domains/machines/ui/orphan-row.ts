import { Component, computed, input, output } from '@angular/core';
import type { OrphanDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Instant } from '../../../ui/instant.js';
import { decisionWords } from '../data/decision-words.js';
import type { OrphanDecision } from '../data/machines-client.js';
import { decisionsAbout, orphanLabel, waitText } from '../data/orphan-words.js';
import { OrphanSummary } from './orphan-summary.js';

/** Something at Fly that belongs to nobody, and what can be decided about it. */
@Component({
  selector: 'ac-orphan-row',
  imports: [Instant, OrphanSummary, StatusChip],
  template: `
    @let known = orphan();
    <ac-orphan-summary [orphan]="known" />
    <div class="state">
      <am-status-chip [tone]="status().tone" [label]="status().label" />
      @if (known.leavingAt; as at) {
        <p>not before <ac-instant [at]="at" show="exact" /></p>
      }
      @if (waiting(); as what) {
        <p>waiting: {{ what }}</p>
      }
      @if (known.reason; as reason) {
        <p>“{{ reason }}”</p>
      }
    </div>
    @if (mayAct()) {
      <div class="buttons">
        @for (choice of choices(); track choice.decision) {
          <button
            type="button"
            class="am-button am-button--small am-button--quiet"
            (click)="decide.emit(choice.decision)"
          >
            {{ choice.action }}<span class="am-visually-hidden"> {{ known.flyId }}</span>
          </button>
        }
      </div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.5rem 1.25rem;
      padding: 0.875rem 1.125rem;
    }
    .state {
      display: grid;
      gap: 0.125rem;
      align-content: start;
      justify-items: start;
      min-width: 0;
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
      overflow-wrap: anywhere;
    }
    .buttons {
      display: flex;
      flex-wrap: wrap;
      gap: 0.375rem;
      align-content: start;
    }
    /* Holds the hidden words, which would else stick out of a narrow page. */
    button {
      position: relative;
    }
    @media (min-width: 64rem) {
      :host {
        grid-template-columns: minmax(0, 1fr) 16rem 18.5rem;
      }
      .buttons {
        justify-content: end;
      }
    }
  `,
})
export class OrphanRow {
  readonly orphan = input.required<OrphanDto>();
  readonly mayAct = input(false);
  readonly decide = output<OrphanDecision>();

  protected readonly waiting = computed(() => waitText(this.orphan()));
  protected readonly status = computed(() => orphanLabel(this.orphan().state));
  protected readonly choices = computed(() =>
    decisionsAbout(this.orphan()).map((decision) => ({
      decision,
      action: decisionWords(decision, this.orphan()).action,
    })),
  );
}
