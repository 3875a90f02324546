import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
} from '@angular/core';
import { EmptyState, Icon, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import type { CursorPages } from '../data/cursor-pages.js';
import { Session } from '../session/session.js';
import { counted } from '../ui/format.js';
import { Instant } from '../ui/instant.js';
import { PageHeader } from '../ui/page-header.js';
import { Panel } from '../ui/panel.js';
import { RefreshButton } from '../ui/refresh-button.js';
import { RepairForm } from '../ui/repair-form.js';
import { runTitle } from '../ui/run-words.js';
import { RunHistory } from './run-history.js';
import type { RunReport } from './run-report.js';
import { type Finding, repairPlan, type Run, type RunWords } from './run.js';

/**
 * The page of one kind of comparison: look, plan, repair, and the history. Its content is what differs from kind to
 * kind: list items marked `finding`, and what stands above them, marked `first`.
 */
@Component({
  selector: 'ac-run-page',
  imports: [
    EmptyState,
    Icon,
    Instant,
    PageHeader,
    Panel,
    ProblemAlert,
    RefreshButton,
    RepairForm,
    RunHistory,
    SkeletonLines,
  ],
  templateUrl: './run-page.html',
  styleUrl: './run-page.scss',
})
export class RunPage<One extends Run> {
  private readonly injector = inject(Injector);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly mayAct = inject(Session).isAdmin;

  readonly heading = input.required<string>();
  readonly summary = input.required<string>();
  readonly source =
    input.required<RunReport<{ run: One | null; findings: readonly Finding[]; running: One | null }>>();
  readonly words = input.required<RunWords<One>>();
  readonly history = input.required<CursorPages<One>>();
  /** Asked for by hand, so that what stands in the content can be asked for again, too. */
  readonly refreshed = output();

  protected readonly title = runTitle;
  protected readonly report = computed(() => this.source().report());
  /** The plan of a repair is on the page. */
  protected readonly planning = signal(false);
  protected readonly plan = computed(() => repairPlan(this.report()?.findings ?? [], this.words().steps));
  protected readonly openText = computed(() => {
    const { repairable, left } = this.plan();
    return repairable + left === 0 ? 'all repaired' : `${counted(repairable + left, 'finding')} open`;
  });
  /** Changes with every pass that begins or ends, which is when the history has something new. */
  protected readonly newest = computed(() => `${this.report()?.run?.id} ${this.report()?.running?.id}`);

  protected async check(): Promise<void> {
    if (this.source().running()) return;
    this.planning.set(false);
    await this.source().look();
  }

  protected showPlan(): void {
    if (this.source().running()) return;
    this.planning.set(true);
    // The plan is what to read next, also for people who hear the page.
    afterNextRender(() => this.element.nativeElement.querySelector<HTMLElement>('#repair-title')?.focus(), {
      injector: this.injector,
    });
  }

  protected async repair(reason: string): Promise<void> {
    if (await this.source().repair(reason)) this.planning.set(false);
  }

  protected refresh(): void {
    this.source().reload();
    this.refreshed.emit();
  }
}
