import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { OrphanDto, OrphansDto, ReconcileState } from '@automna/api-client';
import { EmptyState, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { firstValueFrom } from 'rxjs';
import { Session } from '../../../session/session.js';
import { Panel } from '../../../ui/panel.js';
import { decisionWords } from '../data/decision-words.js';
import { MachinesClient, type OrphanDecision } from '../data/machines-client.js';
import { costText } from '../data/orphan-words.js';
import { OrphanRow } from '../ui/orphan-row.js';
import { DecideDialog, type DecideQuestion } from './decide-dialog.js';

/** What is at Fly, belongs to nobody and costs money. Support sees it, admins decide. */
@Component({
  selector: 'ac-orphan-list',
  imports: [EmptyState, OrphanRow, Panel, ProblemAlert, SkeletonLines],
  template: `
    <ac-panel heading="Belongs to nobody" [padded]="false">
      @if (orphans()?.items?.length) {
        <strong aside class="am-num">{{ cost() }}</strong>
      }
      <p class="said" role="status" tabindex="-1">{{ said() }}</p>
      @if (answer.error(); as error) {
        <div class="ac-panel__body">
          <am-problem-alert [problem]="error" retryable (retry)="answer.reload()" />
        </div>
      }
      @if (orphans(); as known) {
        @if (known.items.length) {
          <ul class="orphans">
            @for (orphan of known.items; track orphan.id) {
              <li>
                <ac-orphan-row [orphan]="orphan" [mayAct]="mayAct()" (decide)="decide(orphan, $event)" />
              </li>
            }
          </ul>
        } @else if (lastRun() === 'done') {
          <am-empty-state
            icon="check-circle"
            heading="$0.00 a month is spent on nothing"
            text="Every app, machine, volume and address at Fly belongs to a customer."
          />
        } @else if (lastRun() === 'failed') {
          <am-empty-state
            icon="server"
            heading="Nothing is known to belong to nobody"
            text="The latest check could not be finished, so this may be out of date."
          />
        } @else {
          <am-empty-state
            icon="server"
            heading="Nobody has looked yet"
            text="The first check of the fleet tells what belongs to nobody."
          />
        }
      } @else if (!answer.error()) {
        <div class="ac-panel__body"><am-skeleton-lines [lines]="4" label="Loading orphans" /></div>
      }
    </ac-panel>
  `,
  styles: `
    .orphans li:not(:last-child) {
      border-bottom: 1px solid var(--am-line);
    }
    .said:not(:empty) {
      padding: 0.5rem 1.125rem;
      background: var(--am-ok-bg);
    }
    strong {
      font-weight: 620;
    }
  `,
})
export class OrphanList {
  private readonly dialog = inject(MatDialog);
  private readonly injector = inject(Injector);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly mayAct = inject(Session).isAdmin;

  /** The list is asked for again whenever this changes. */
  readonly newest = input.required<string>();
  /** How the latest check ended, which is what an empty list is worth; null before the first one. */
  readonly lastRun = input.required<ReconcileState | null>();

  protected readonly answer = inject(MachinesClient).orphans();
  /** Kept through a failed question. */
  protected readonly orphans = linkedSignal<OrphansDto | null, OrphansDto | null>({
    source: () => (this.answer.hasValue() ? this.answer.value() : null),
    computation: (orphans, before) => orphans ?? before?.value ?? null,
  });
  protected readonly cost = computed(() => costText(this.orphans() ?? { centsPerMonth: 0, items: [] }));
  /** What was just decided. */
  protected readonly said = signal('');

  constructor() {
    let seen: string | undefined;
    effect(() => {
      const newest = this.newest();
      if (seen !== undefined && seen !== newest) untracked(() => this.reload());
      seen = newest;
    });
  }

  reload(): void {
    this.said.set('');
    this.answer.reload();
  }

  protected async decide(orphan: OrphanDto, decision: OrphanDecision): Promise<void> {
    const dialog = this.dialog.open<DecideDialog, DecideQuestion, OrphanDto>(DecideDialog, {
      data: { orphan, decision },
      width: '32rem',
    });
    if (!(await firstValueFrom(dialog.afterClosed()))) return;
    this.said.set(`${decisionWords(decision, orphan).done}: ${orphan.flyId}.`);
    this.answer.reload();
    // The button that had the focus may leave with its line.
    afterNextRender(() => this.element.nativeElement.querySelector<HTMLElement>('.said')?.focus(), {
      injector: this.injector,
    });
  }
}
