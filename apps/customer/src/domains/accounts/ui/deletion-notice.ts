import { Component, inject } from '@angular/core';
import { DeletionClient } from '../data/deletion-client.js';
import { Session } from '../data/session.js';
import { DeletionBanner } from './deletion-banner.js';

/** The banner about an account on its way out, for pages that promise something beyond that day. */
@Component({
  selector: 'am-deletion-notice',
  imports: [DeletionBanner],
  template: `
    @if (deletion.hasValue()) {
      <am-deletion-banner [deletion]="deletion.value()" (kept)="deletion.set($event)" />
    }
  `,
  styles: `
    :host:not(:has(.am-note)) {
      display: none;
    }
  `,
})
export class DeletionNotice {
  private readonly session = inject(Session);
  protected readonly deletion = inject(DeletionClient).deletion(
    () => this.session.user()?.role === 'customer',
  );
}
