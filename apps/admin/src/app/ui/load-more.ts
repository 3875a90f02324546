import { Component, input, output } from '@angular/core';
import { Icon } from '@automna/web-ui';

/** Below a list that comes page by page. */
@Component({
  selector: 'ac-load-more',
  imports: [Icon],
  template: `
    <button
      type="button"
      class="am-button am-button--quiet"
      [attr.aria-disabled]="busy()"
      (click)="more.emit()"
    >
      @if (busy()) {
        Loading…
      } @else {
        Load more <am-icon name="chevron-down" [size]="16" />
      }
    </button>
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
    }
  `,
})
export class LoadMore {
  readonly busy = input(false);
  readonly more = output();
}
