import { Component, input } from '@angular/core';
import { Icon } from '@automna/web-ui';

/** Opens a page outside the console in a new tab; nothing at all without an address (a stand-in has no pages). */
@Component({
  selector: 'ac-outside-link',
  imports: [Icon],
  template: `
    @if (href(); as address) {
      <a [href]="address" target="_blank" rel="noopener noreferrer"
        >{{ label() }}<span class="am-visually-hidden"> {{ about() }} (opens in a new tab)</span
        ><am-icon name="external" [size]="14"
      /></a>
    }
  `,
  styles: `
    :host:empty {
      display: none;
    }
    a {
      display: inline-flex;
      align-items: center;
      gap: 0.25rem;
      /* Holds the hidden words, which would else stick out of a narrow page. */
      position: relative;
    }
  `,
})
export class OutsideLink {
  readonly href = input.required<string | null | undefined>();
  readonly label = input('Open in Stripe');
  /** For people who hear the page: which of many links this is. */
  readonly about = input('');
}
