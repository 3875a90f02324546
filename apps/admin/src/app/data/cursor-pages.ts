import { httpResource } from '@angular/common/http';
import { computed, linkedSignal, type Signal } from '@angular/core';

export interface CursorPage<Row> {
  items: Row[];
  nextCursor: string | null;
}

type Filters = Readonly<Record<string, string>>;

interface Shown<Row> {
  rows: readonly Row[];
  nextCursor: string | null;
  /** The filters these rows answer; null before the first answer. */
  filters: Filters | null;
}

/** Rows that come page by page. Make one in an injection context (a field of a component). */
export class CursorPages<Row extends { id: string }> {
  /** Other filters begin at the first page. */
  private readonly cursor = linkedSignal<Filters, string | null>({
    source: () => this.filters(),
    computation: () => null,
  });
  private readonly page = httpResource<CursorPage<Row>>(() => ({
    url: this.url,
    params: {
      limit: this.limit,
      ...this.filters(),
      ...(this.cursor() ? { cursor: this.cursor() ?? '' } : {}),
    },
  }));

  /** Rows of the last answers: kept while the next is under way, so that a filter never empties the page. */
  private readonly shown = linkedSignal<
    { filters: Filters; cursor: string | null; page: CursorPage<Row> | undefined },
    Shown<Row>
  >({
    source: () => ({
      filters: this.filters(),
      cursor: this.cursor(),
      page: this.page.hasValue() ? this.page.value() : undefined,
    }),
    computation: ({ filters, cursor, page }, before) => {
      const last = before?.value ?? { rows: [], nextCursor: null, filters: null };
      if (!page) return last;
      const rows = cursor === null ? page.items : withoutRepeats(last.rows, page.items);
      return { rows, nextCursor: page.nextCursor, filters };
    },
  });

  readonly rows = computed(() => this.shown().rows);
  readonly hasMore = computed(() => this.shown().nextCursor !== null);
  readonly failure = computed(() => this.page.error());
  readonly loading = computed(() => this.page.isLoading());
  readonly loadingMore = computed(() => this.loading() && this.cursor() !== null);
  /** No answer has arrived yet. */
  readonly first = computed(() => this.shown().filters === null);
  /** The rows still belong to earlier filters. */
  readonly stale = computed(() => this.shown().filters !== this.filters());

  /** `filters` must keep its identity while its content stays the same. */
  constructor(
    private readonly url: string,
    private readonly filters: Signal<Filters>,
    private readonly limit: number,
  ) {}

  more(): void {
    const next = this.shown().nextCursor;
    if (next && !this.loading()) this.cursor.set(next);
  }

  /** Asks for the failed page once more. */
  retry(): void {
    this.page.reload();
  }

  /** Begins again at the first page. */
  reload(): void {
    if (this.cursor() === null) this.page.reload();
    else this.cursor.set(null);
  }
}

/** Keyset pages do not overlap, but a page that is asked for twice would. */
function withoutRepeats<Row extends { id: string }>(known: readonly Row[], added: readonly Row[]): Row[] {
  const seen = new Set(known.map((row) => row.id));
  return [...known, ...added.filter((row) => !seen.has(row.id))];
}

/** For `computed`: filters with the same content are the same filters. */
export function sameFilters(a: Record<string, string>, b: Record<string, string>): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
