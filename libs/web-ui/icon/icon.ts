import { Component, computed, input } from '@angular/core';
import { ICON_PATHS, type IconName } from './icon-paths.js';

/** One line icon, drawn inline in the text colour. Decorative: the words beside it carry the meaning. */
@Component({
  selector: 'am-icon',
  template: `<svg
    viewBox="0 0 24 24"
    [attr.width]="size()"
    [attr.height]="size()"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    <path [attr.d]="path()" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
  `,
  host: { 'aria-hidden': 'true' },
})
export class Icon {
  readonly name = input.required<IconName>();
  /** Edge length in CSS pixels. */
  readonly size = input(20);
  protected readonly path = computed(() => ICON_PATHS[this.name()]);
}
