import { Component, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { Icon } from '@automna/web-ui';
import { filter } from 'rxjs';
import { Notices } from './notices.js';

@Component({
  selector: 'am-notice-stack',
  imports: [Icon],
  template: `
    @for (notice of notices.current(); track notice.id) {
      <div class="notice" [class.bad]="notice.tone === 'bad'">
        <am-icon [name]="notice.tone === 'bad' ? 'warning' : 'check-circle'" />
        <p>{{ notice.text }}</p>
        <button
          type="button"
          class="am-icon-button"
          aria-label="Close message"
          (click)="notices.dismiss(notice.id)"
        >
          <am-icon name="close" [size]="18" />
        </button>
      </div>
    }
  `,
  styles: `
    :host {
      position: fixed;
      inset: auto 1rem 1rem;
      z-index: 1100;
      display: grid;
      gap: 0.5rem;
      justify-items: center;
      pointer-events: none;
    }
    .notice {
      display: grid;
      grid-template-columns: auto 1fr auto;
      align-items: center;
      gap: 0.75rem;
      width: min(32rem, 100%);
      padding: 0.375rem 0.375rem 0.375rem 1rem;
      border-radius: var(--am-radius-m);
      background: var(--am-ink);
      color: var(--am-bg);
      box-shadow: var(--am-shadow-2);
      pointer-events: auto;
    }
    .notice.bad {
      background: var(--am-bad);
      color: var(--am-surface);
    }
    .am-icon-button:hover {
      background: rgb(128 128 128 / 30%);
    }
  `,
  host: { role: 'status', 'aria-live': 'polite' },
})
export class NoticeStack {
  protected readonly notices = inject(Notices);

  constructor() {
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.notices.leavePage());
  }
}
