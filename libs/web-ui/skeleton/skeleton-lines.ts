import { Component, computed, input } from '@angular/core';

/** Grey lines where text is about to be. Screen readers hear "Loading" once. */
@Component({
  selector: 'am-skeleton-lines',
  template: `
    <span class="am-visually-hidden" role="status">{{ label() }}</span>
    @for (width of widths(); track $index) {
      <div class="line" aria-hidden="true" [style.width.%]="width"></div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 0.75rem;
    }
    .line {
      height: 1rem;
      border-radius: 6px;
      background: var(--am-line);
      animation: breathe 1.6s ease-in-out infinite;
    }
    @keyframes breathe {
      50% {
        opacity: 0.45;
      }
    }
  `,
})
export class SkeletonLines {
  readonly lines = input(3);
  readonly label = input('Loading');
  protected readonly widths = computed(() =>
    Array.from({ length: this.lines() }, (_, index) => [92, 78, 86, 60][index % 4] ?? 80),
  );
}
