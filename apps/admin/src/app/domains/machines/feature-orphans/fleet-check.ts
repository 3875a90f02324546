import { Component, computed, inject, signal, viewChild } from '@angular/core';
import type { FleetRunDto } from '@automna/api-client';
import { CursorPages } from '../../../data/cursor-pages.js';
import { RunPage } from '../../../runs/run-page.js';
import { FleetReport } from '../data/fleet-report.js';
import { FLEET_WORDS } from '../data/fleet-words.js';
import { FLEET_RUNS_URL } from '../data/machines-client.js';
import { FleetFinding } from '../ui/fleet-finding.js';
import { OrphanList } from './orphan-list.js';

const PAGE_SIZE = 10;

/** What is at Fly and belongs to nobody, and what belongs to somebody and is not as it ought to be. */
@Component({
  selector: 'ac-fleet-check',
  imports: [FleetFinding, OrphanList, RunPage],
  providers: [FleetReport],
  template: `
    <ac-run-page
      heading="Fleet check"
      summary="Does Fly have what our book says, and nothing else?"
      [source]="fleet"
      [words]="words"
      [history]="history"
      (refreshed)="orphans()?.reload()"
    >
      @if (fleet.report(); as report) {
        <ac-orphan-list first [newest]="newest()" [lastRun]="report.run?.status ?? null" />
      }
      @for (finding of fleet.report()?.findings; track finding.id) {
        <li finding><ac-fleet-finding [finding]="finding" /></li>
      }
    </ac-run-page>
  `,
})
export class FleetCheck {
  protected readonly fleet = inject(FleetReport);
  protected readonly words = FLEET_WORDS;
  protected readonly history = new CursorPages<FleetRunDto>(FLEET_RUNS_URL, signal({}), PAGE_SIZE);
  protected readonly orphans = viewChild(OrphanList);
  /** Changes when a run has ended, which is when there may be other orphans. */
  protected readonly newest = computed(() => this.fleet.report()?.run?.id ?? '');
}
