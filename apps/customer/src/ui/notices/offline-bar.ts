import { Component, DOCUMENT, inject, signal } from '@angular/core';

/** One line at the top while the browser says that there is no network. */
@Component({
  selector: 'am-offline-bar',
  template: `
    @if (offline()) {
      <p>You are offline. What you see may be out of date; we carry on when the connection is back.</p>
    }
  `,
  styles: `
    p {
      padding: 0.5rem 1rem;
      background: var(--am-warn-bg);
      color: var(--am-warn);
      font-weight: 600;
      text-align: center;
    }
  `,
  host: {
    role: 'status',
    '(window:offline)': 'offline.set(true)',
    '(window:online)': 'offline.set(false)',
  },
})
export class OfflineBar {
  protected readonly offline = signal(inject(DOCUMENT).defaultView?.navigator.onLine === false);
}
