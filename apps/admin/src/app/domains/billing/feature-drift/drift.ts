import { Component, inject, signal } from '@angular/core';
import type { DriftRunDto } from '@automna/api-client';
import { CursorPages } from '../../../data/cursor-pages.js';
import { RunPage } from '../../../runs/run-page.js';
import { DRIFT_RUNS_URL } from '../data/billing-client.js';
import { DriftReport } from '../data/drift-report.js';
import { DRIFT_WORDS } from '../data/drift-words.js';
import { DriftFinding } from '../ui/drift-finding.js';

const PAGE_SIZE = 10;

/** Where Stripe and the database disagree, and the way to make them agree: look, plan, repair. */
@Component({
  selector: 'ac-drift',
  imports: [DriftFinding, RunPage],
  providers: [DriftReport],
  template: `
    <ac-run-page
      heading="Drift"
      summary="Does the database say what Stripe says?"
      [source]="drift"
      [words]="words"
      [history]="history"
    >
      @for (finding of drift.report()?.findings; track finding.id) {
        <li finding><ac-drift-finding [finding]="finding" /></li>
      }
    </ac-run-page>
  `,
})
export class Drift {
  protected readonly drift = inject(DriftReport);
  protected readonly words = DRIFT_WORDS;
  protected readonly history = new CursorPages<DriftRunDto>(DRIFT_RUNS_URL, signal({}), PAGE_SIZE);
}
