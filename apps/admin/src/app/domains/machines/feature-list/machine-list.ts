import { Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import type { MachineRowDto } from '@automna/api-client';
import { EmptyState, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { CursorPages, sameFilters } from '../../../data/cursor-pages.js';
import { counted, money } from '../../../ui/format.js';
import { LoadMore } from '../../../ui/load-more.js';
import { PageHeader } from '../../../ui/page-header.js';
import { RefreshButton } from '../../../ui/refresh-button.js';
import { MACHINE_STATES, type MachineFilter, machineFilters } from '../data/machine-filters.js';
import { MACHINES_URL } from '../data/machines-client.js';
import { MachineRows } from '../ui/machine-rows.js';

const PAGE_SIZE = 25;

/** All machines. The filters live in the address, so what was found can be shared. */
@Component({
  selector: 'ac-machine-list',
  imports: [EmptyState, LoadMore, MachineRows, PageHeader, ProblemAlert, RefreshButton, SkeletonLines],
  templateUrl: './machine-list.html',
  styleUrl: './machine-list.scss',
})
export class MachineList {
  private readonly router = inject(Router);

  /** Query parameters. */
  readonly state = input<string>();
  readonly suspended = input<string>();
  readonly drifted = input<string>();
  readonly region = input<string>();
  readonly query = input<string>();

  protected readonly states = MACHINE_STATES;
  protected readonly filters = computed(
    () =>
      machineFilters({
        state: this.state(),
        suspended: this.suspended(),
        drifted: this.drifted(),
        region: this.region(),
        query: this.query(),
      }),
    { equal: sameFilters },
  );
  protected readonly filtered = computed(() => Object.keys(this.filters()).length > 0);
  protected readonly list = new CursorPages<MachineRowDto>(MACHINES_URL, this.filters, PAGE_SIZE);
  /** Said aloud after each answer. */
  protected readonly outcome = computed(() => {
    if (this.list.loading() || this.list.failure() || this.list.first()) return '';
    const rows = this.list.rows();
    const cents = rows.reduce((sum, row) => sum + row.centsPerMonth, 0);
    const soFar = this.list.hasMore() ? ' so far' : '';
    return `${counted(rows.length, 'machine')}${soFar}, ${money(cents)} a month at list prices`;
  });

  protected filter(change: Partial<Record<MachineFilter, string>>): void {
    const queryParams = Object.fromEntries(
      Object.entries(change).map(([name, value]) => [name, value.trim() || null]),
    );
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  protected clear(): void {
    void this.router.navigate([], { queryParams: {} });
  }
}
