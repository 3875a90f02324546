import { afterNextRender, Component, computed, ElementRef, inject, Injector, signal } from '@angular/core';
import { EmptyState, Icon, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { Session } from '../../../session/session.js';
import { counted } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { PageHeader } from '../../../ui/page-header.js';
import { Panel } from '../../../ui/panel.js';
import { RefreshButton } from '../../../ui/refresh-button.js';
import { RepairForm } from '../../../ui/repair-form.js';
import { runTitle } from '../../../ui/run-words.js';
import { DriftReport } from '../data/drift-report.js';
import { comparedText, repairPlan } from '../data/drift-words.js';
import { DriftFinding } from '../ui/drift-finding.js';
import { DriftHistory } from './drift-history.js';

/** Where Stripe and the database disagree, and the way to make them agree: look, plan, repair. */
@Component({
  selector: 'ac-drift',
  imports: [
    DriftFinding,
    DriftHistory,
    EmptyState,
    Icon,
    Instant,
    PageHeader,
    Panel,
    ProblemAlert,
    RefreshButton,
    RepairForm,
    SkeletonLines,
  ],
  providers: [DriftReport],
  templateUrl: './drift.html',
  styleUrl: './drift.scss',
})
export class Drift {
  private readonly injector = inject(Injector);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly drift = inject(DriftReport);
  protected readonly mayAct = inject(Session).isAdmin;

  protected readonly title = runTitle;
  protected readonly compared = comparedText;
  /** The plan of a repair is on the page. */
  protected readonly planning = signal(false);
  protected readonly plan = computed(() => repairPlan(this.drift.report()?.findings ?? []));
  protected readonly openText = computed(() => {
    const { repairable, left } = this.plan();
    return repairable + left === 0 ? 'all repaired' : `${counted(repairable + left, 'finding')} open`;
  });
  /** Changes with every pass that begins or ends, which is when the history has something new. */
  protected readonly newest = computed(() => {
    const report = this.drift.report();
    return `${report?.run?.id ?? ''} ${report?.running?.id ?? ''}`;
  });

  protected async check(): Promise<void> {
    if (this.drift.running()) return;
    this.planning.set(false);
    await this.drift.compare();
  }

  protected showPlan(): void {
    if (this.drift.running()) return;
    this.planning.set(true);
    // The plan is what to read next, also for people who hear the page.
    afterNextRender(() => this.element.nativeElement.querySelector<HTMLElement>('#repair-title')?.focus(), {
      injector: this.injector,
    });
  }

  protected async repair(reason: string): Promise<void> {
    if (await this.drift.repair(reason)) this.planning.set(false);
  }

  protected refresh(): void {
    this.drift.reload();
  }
}
