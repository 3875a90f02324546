import { Component, input, output } from '@angular/core';
import { Icon } from '@automna/web-ui';

/** Asks again; stays pressable in looks while busy, so that it never jumps or loses the focus. */
@Component({
  selector: 'ac-refresh-button',
  imports: [Icon],
  template: `
    <button
      type="button"
      class="am-button am-button--small am-button--quiet"
      [attr.aria-busy]="busy()"
      (click)="refresh.emit()"
    >
      <am-icon name="refresh" [size]="16" [class.turning]="busy()" />
      Refresh
    </button>
  `,
  styles: `
    .turning {
      animation: turn 0.9s linear infinite;
    }
    @keyframes turn {
      to {
        transform: rotate(360deg);
      }
    }
  `,
})
export class RefreshButton {
  readonly busy = input(false);
  readonly refresh = output();
}
