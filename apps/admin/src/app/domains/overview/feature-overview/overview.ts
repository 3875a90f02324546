import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon, ProblemAlert, SkeletonLines, StatusChip } from '@automna/web-ui';
import { ServerClock } from '../../../shell/server-clock.js';
import { ConcernList } from '../../../ui/concern-list.js';
import { count } from '../../../ui/format.js';
import { PageHeader } from '../../../ui/page-header.js';
import { Panel } from '../../../ui/panel.js';
import { RefreshButton } from '../../../ui/refresh-button.js';
import { BillingClient } from '../../billing/data/billing-client.js';
import { OverviewClient } from '../data/overview-client.js';
import {
  concernsOf,
  driftNote,
  latestRun,
  machineShares,
  machinesInTrouble,
  machineTotal,
} from '../data/overview-facts.js';
import { MachineStates } from '../ui/machine-states.js';
import { StatCard } from '../ui/stat-card.js';

/** First page after sign-in: what needs a person, then the numbers. */
@Component({
  selector: 'ac-overview',
  imports: [
    ConcernList,
    Icon,
    MachineStates,
    PageHeader,
    Panel,
    ProblemAlert,
    RefreshButton,
    RouterLink,
    SkeletonLines,
    StatCard,
    StatusChip,
  ],
  templateUrl: './overview.html',
  styleUrl: './overview.scss',
})
export class Overview {
  protected readonly answer = inject(OverviewClient).overview();
  protected readonly overview = computed(() => (this.answer.hasValue() ? this.answer.value() : null));
  private readonly clock = inject(ServerClock);
  /** A question of its own: without its answer the rest of the page stands. */
  protected readonly runs = inject(BillingClient).newestRuns();
  private readonly latest = computed(() =>
    this.runs.hasValue() ? latestRun(this.runs.value().items) : null,
  );
  /** Null before the first comparison, when there is nothing to count. */
  protected readonly drift = computed(() => (this.latest() ? this.known().openFindings : null));
  protected readonly driftWords = computed(() => {
    if (this.runs.error()) return 'could not be asked for';
    return this.runs.hasValue() ? driftNote(this.latest(), this.clock.now()) : 'asking…';
  });
  protected readonly concerns = computed(() => concernsOf(this.known()));
  protected readonly shares = computed(() => machineShares(this.known()));
  protected readonly machines = computed(() => machineTotal(this.known()));
  protected readonly machineNote = computed(() => {
    const trouble = machinesInTrouble(this.known());
    return trouble ? `${count(trouble)} in trouble` : 'none in trouble';
  });
  protected readonly subscribedShare = computed(() => {
    const { customers, liveSubscriptions } = this.known();
    return customers
      ? `${Math.round((liveSubscriptions / customers) * 100)} % of customers`
      : 'no customers yet';
  });

  protected refresh(): void {
    this.answer.reload();
    this.runs.reload();
  }

  /** Read only below the template's check that there is an answer. */
  private known(): NonNullable<ReturnType<typeof this.overview>> {
    const overview = this.overview();
    if (!overview) throw new Error('The overview was read before it arrived.');
    return overview;
  }
}
