import { computed, inject, linkedSignal, Service, signal } from '@angular/core';
import type { CustomerRowDto, CustomersPageDto } from '@automna/api-client';
import { CustomersClient, type CustomersRequest } from './customers-client.js';

interface Shown {
  rows: readonly CustomerRowDto[];
  nextCursor: string | null;
  /** The query these rows answer; null before the first answer. */
  query: string | null;
}

const NOTHING: Shown = { rows: [], nextCursor: null, query: null };

/** The customers found so far. Provided by the page that shows it, so it ends with the page. */
@Service({ autoProvided: false })
export class CustomerList {
  private readonly request = signal<CustomersRequest | null>(null);
  private readonly page = inject(CustomersClient).page(this.request);

  /** Rows of the last answers: kept while the next is under way, so that typing never empties the page. */
  private readonly shown = linkedSignal<
    { request: CustomersRequest | null; page: CustomersPageDto | undefined },
    Shown
  >({
    source: () => ({ request: this.request(), page: this.page.hasValue() ? this.page.value() : undefined }),
    computation: ({ request, page }, before) => {
      const last = before?.value ?? NOTHING;
      if (!request || !page) return last;
      const rows = request.cursor === null ? page.items : withoutRepeats(last.rows, page.items);
      return { rows, nextCursor: page.nextCursor, query: request.query };
    },
  });

  readonly rows = computed(() => this.shown().rows);
  readonly hasMore = computed(() => this.shown().nextCursor !== null);
  readonly failure = this.page.error;
  readonly loading = this.page.isLoading;
  readonly loadingMore = computed(() => this.loading() && (this.request()?.cursor ?? null) !== null);
  /** No answer has arrived yet. */
  readonly first = computed(() => this.shown().query === null);
  /** The rows still belong to an earlier query. */
  readonly stale = computed(() => this.shown().query !== this.request()?.query);

  search(query: string): void {
    this.request.set({ query: query.trim(), cursor: null });
  }

  more(): void {
    const cursor = this.shown().nextCursor;
    if (!cursor || this.loading()) return;
    this.request.update((last) => ({ query: last?.query ?? '', cursor }));
  }

  retry(): void {
    this.page.reload();
  }
}

/** Keyset pages do not overlap, but a page that is asked for twice would. */
function withoutRepeats(
  known: readonly CustomerRowDto[],
  added: readonly CustomerRowDto[],
): CustomerRowDto[] {
  const seen = new Set(known.map((row) => row.id));
  return [...known, ...added.filter((row) => !seen.has(row.id))];
}
