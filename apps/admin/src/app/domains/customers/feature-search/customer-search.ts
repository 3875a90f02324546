import { BreakpointObserver } from '@angular/cdk/layout';
import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { EmptyState, ProblemAlert, SkeletonLines } from '@automna/web-ui';
import { map } from 'rxjs';
import { count } from '../../../ui/format.js';
import { LoadMore } from '../../../ui/load-more.js';
import { PageHeader } from '../../../ui/page-header.js';
import { CustomerList } from '../data/customer-list.js';
import { CustomerCards } from '../ui/customer-cards.js';
import { CustomerTable } from '../ui/customer-table.js';
import { SearchField } from '../ui/search-field.js';

/** Find a customer. The query lives in the address, so a search can be shared and survives a reload. */
@Component({
  selector: 'ac-customer-search',
  imports: [
    CustomerCards,
    CustomerTable,
    EmptyState,
    LoadMore,
    PageHeader,
    ProblemAlert,
    SearchField,
    SkeletonLines,
  ],
  providers: [CustomerList],
  templateUrl: './customer-search.html',
  styleUrl: './customer-search.scss',
})
export class CustomerSearch {
  private readonly router = inject(Router);
  protected readonly list = inject(CustomerList);

  /** Query parameter. */
  readonly q = input<string>();

  protected readonly query = computed(() => (this.q() ?? '').trim());
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 56rem)')
      .pipe(map((state) => state.matches)),
    { initialValue: false },
  );
  /** Said aloud after each answer. */
  protected readonly outcome = computed(() => {
    if (this.list.loading() || this.list.failure() || this.list.first()) return '';
    const found = this.list.rows().length;
    const more = this.list.hasMore() ? ' so far' : '';
    return `${count(found)} ${found === 1 ? 'customer' : 'customers'}${more}`;
  });

  constructor() {
    effect(() => {
      const query = this.query();
      untracked(() => this.list.search(query));
    });
  }

  protected async search(query: string): Promise<void> {
    await this.router.navigate([], {
      queryParams: { q: query || null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
