import { Component, computed, input } from '@angular/core';

/** A key as it may be shown: prefix and last four characters. Read aloud as "key ending in AB12". */
@Component({
  selector: 'am-masked-key',
  template: `<code aria-hidden="true">{{ masked() }}</code
    ><span class="am-visually-hidden">{{ spoken() }}</span>`,
  styles: `
    code {
      display: inline-block;
      padding: 0.25rem 0.625rem;
      border: 1px solid var(--am-line);
      border-radius: var(--am-radius-s);
      background: var(--am-surface-2);
      overflow-wrap: anywhere;
    }
  `,
})
export class MaskedKey {
  /** `sk-ant-api03-…AB12` */
  readonly masked = input.required<string>();
  protected readonly spoken = computed(() => `Key ending in ${this.masked().slice(-4).split('').join(' ')}`);
}
