import { Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import type { StripeEventRowDto } from '@automna/api-client';
import { EmptyState, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { counted } from '../../../ui/format.js';
import { LoadMore } from '../../../ui/load-more.js';
import { PageHeader } from '../../../ui/page-header.js';
import { RefreshButton } from '../../../ui/refresh-button.js';
import { EVENTS_URL } from '../data/billing-client.js';
import { CursorPages, sameFilters } from '../../../data/cursor-pages.js';
import { EVENT_STATES, eventFilters, USUAL_TYPES } from '../data/event-filters.js';
import { EventRows } from '../ui/event-rows.js';

const PAGE_SIZE = 25;

/** The webhook inbox. Its filters live in the address, so what was found can be shared. */
@Component({
  selector: 'ac-stripe-events',
  imports: [EmptyState, EventRows, LoadMore, PageHeader, ProblemAlert, RefreshButton, SkeletonLines],
  templateUrl: './stripe-events.html',
  styleUrl: './stripe-events.scss',
})
export class StripeEvents {
  private readonly router = inject(Router);

  /** Query parameters. */
  readonly status = input<string>();
  readonly type = input<string>();
  readonly customer = input<string>();

  protected readonly states = EVENT_STATES;
  protected readonly usualTypes = USUAL_TYPES;
  protected readonly filters = computed(
    () => eventFilters({ status: this.status(), type: this.type(), customer: this.customer() }),
    { equal: sameFilters },
  );
  protected readonly filtered = computed(() => Object.keys(this.filters()).length > 0);
  protected readonly list = new CursorPages<StripeEventRowDto>(EVENTS_URL, this.filters, PAGE_SIZE);
  /** Said aloud after each answer. */
  protected readonly outcome = computed(() => {
    if (this.list.loading() || this.list.failure() || this.list.first()) return '';
    return `${counted(this.list.rows().length, 'event')}${this.list.hasMore() ? ' so far' : ''}`;
  });

  protected filter(change: { status?: string; type?: string; customer?: string }): void {
    const queryParams = Object.fromEntries(
      Object.entries(change).map(([name, value]) => [name, value.trim() || null]),
    );
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  protected clear(): void {
    void this.router.navigate([], { queryParams: {} });
  }
}
