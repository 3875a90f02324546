import { Component, computed, input, linkedSignal } from '@angular/core';
import { counted } from '../../../ui/format.js';

/** A value of JSON to read: objects and lists fold, and are drawn only once they are open, so a huge one costs little. */
@Component({
  selector: 'ac-json-tree',
  template: `
    @if (parts(); as inside) {
      <details #fold [open]="shown()" (toggle)="shown.set(fold.open)">
        <summary>
          @if (name() !== null) {
            <span class="name">{{ name() + ': ' }}</span>
          }
          <span class="size">{{ size() }}</span>
        </summary>
        @if (shown()) {
          <ul class="inside">
            @for (part of inside; track part.name) {
              <li><ac-json-tree [name]="part.name" [value]="part.value" [levels]="levels() - 1" /></li>
            }
          </ul>
        }
      </details>
    } @else {
      @if (name() !== null) {
        <span class="name">{{ name() + ': ' }}</span>
      }
      <span [class]="kind()">{{ text() }}</span>
    }
  `,
  styleUrl: './json-tree.scss',
})
export class JsonTree {
  readonly value = input.required<unknown>();
  readonly name = input<string | null>(null);
  /** How many levels are open to begin with, this one included. */
  readonly levels = input(0);

  protected readonly shown = linkedSignal(() => this.levels() > 0);
  /** Null for what does not fold: plain values, and objects and lists without content. */
  protected readonly parts = computed(() => {
    const value = this.value();
    if (typeof value !== 'object' || value === null) return null;
    const parts = Object.entries(value).map(([name, part]) => ({ name, value: part as unknown }));
    return parts.length ? parts : null;
  });
  protected readonly size = computed(() => {
    const parts = this.parts()?.length ?? 0;
    return Array.isArray(this.value()) ? counted(parts, 'entry', 'entries') : counted(parts, 'field');
  });
  protected readonly text = computed(() => JSON.stringify(this.value()) ?? 'undefined');
  protected readonly kind = computed(() => (this.value() === null ? 'null' : typeof this.value()));
}
