import { Component, DestroyRef, inject, InjectionToken, input, linkedSignal, output } from '@angular/core';
import { Icon } from '@automna/web-ui';

/** How long typing must rest before it counts as a query. */
export const SEARCH_REST_MS = new InjectionToken('SEARCH_REST_MS', { factory: () => 300 });

/** A search box that speaks when typing rests, or at once on Enter. */
@Component({
  selector: 'ac-search-field',
  imports: [Icon],
  template: `
    <form role="search" (submit)="submit($event)">
      <label class="am-visually-hidden" for="customer-search">{{ label() }}</label>
      <am-icon name="search" [size]="18" />
      <input
        #field
        id="customer-search"
        class="ac-input"
        type="search"
        maxlength="120"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        [placeholder]="label()"
        [value]="text()"
        (input)="typed(field.value)"
      />
    </form>
  `,
  styles: `
    form {
      position: relative;
    }
    am-icon {
      position: absolute;
      inset: 0 auto 0 0.75rem;
      align-items: center;
      color: var(--am-ink-2);
      pointer-events: none;
    }
    .ac-input {
      padding-inline-start: 2.375rem;
    }
  `,
})
export class SearchField {
  private readonly rest = inject(SEARCH_REST_MS);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sent: string | undefined;

  readonly label = input.required<string>();
  /** The query in force. */
  readonly query = input('');
  readonly searched = output<string>();

  /** Follows the query, except when the query only echoes what was sent while typing went on. */
  protected readonly text = linkedSignal<string, string>({
    source: this.query,
    computation: (query, before) => (before && query === this.sent ? before.value : query),
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected typed(text: string): void {
    this.text.set(text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), this.rest);
  }

  protected submit(event: Event): void {
    event.preventDefault();
    clearTimeout(this.timer);
    this.send();
  }

  private send(): void {
    this.sent = this.text().trim();
    this.searched.emit(this.sent);
  }
}
