import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { EmptyState, Icon, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { Session } from '../../../session/session.js';
import { counted } from '../../../ui/format.js';
import { Instant } from '../../../ui/instant.js';
import { PageHeader } from '../../../ui/page-header.js';
import { Panel } from '../../../ui/panel.js';
import { RefreshButton } from '../../../ui/refresh-button.js';
import { RepairForm } from '../../../ui/repair-form.js';
import { runTitle } from '../../../ui/run-words.js';
import { FleetReport } from '../data/fleet-report.js';
import { fleetComparedText, fleetRepairPlan } from '../data/fleet-words.js';
import { FleetFinding } from '../ui/fleet-finding.js';
import { OrphanList } from './orphan-list.js';

/** What is at Fly and belongs to nobody, and what belongs to somebody and is not as it ought to be. */
@Component({
  selector: 'ac-fleet-check',
  imports: [
    EmptyState,
    FleetFinding,
    Icon,
    Instant,
    OrphanList,
    PageHeader,
    Panel,
    ProblemAlert,
    RefreshButton,
    RepairForm,
    SkeletonLines,
  ],
  providers: [FleetReport],
  templateUrl: './fleet-check.html',
  styleUrl: './fleet-check.scss',
})
export class FleetCheck {
  private readonly injector = inject(Injector);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly orphans = viewChild(OrphanList);
  protected readonly fleet = inject(FleetReport);
  protected readonly mayAct = inject(Session).isAdmin;

  protected readonly title = runTitle;
  protected readonly compared = fleetComparedText;
  /** The plan of a repair is on the page. */
  protected readonly planning = signal(false);
  protected readonly plan = computed(() => fleetRepairPlan(this.fleet.report()?.findings ?? []));
  protected readonly openText = computed(() => {
    const { repairable, left } = this.plan();
    return repairable + left === 0 ? 'all repaired' : `${counted(repairable + left, 'finding')} open`;
  });
  /** Changes when a run has ended, which is when there may be other orphans. */
  protected readonly newest = computed(() => this.fleet.report()?.run?.id ?? '');

  protected async check(): Promise<void> {
    if (this.fleet.running()) return;
    this.planning.set(false);
    await this.fleet.look();
  }

  protected showPlan(): void {
    if (this.fleet.running()) return;
    this.planning.set(true);
    // The plan is what to read next, also for people who hear the page.
    afterNextRender(() => this.element.nativeElement.querySelector<HTMLElement>('#repair-title')?.focus(), {
      injector: this.injector,
    });
  }

  protected async repair(reason: string): Promise<void> {
    if (await this.fleet.repair(reason)) this.planning.set(false);
  }

  protected refresh(): void {
    this.fleet.reload();
    this.orphans()?.reload();
  }
}
