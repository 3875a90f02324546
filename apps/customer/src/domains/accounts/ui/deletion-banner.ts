import { Component, inject, input, output, signal } from '@angular/core';
import type { AccountDeletionDto } from '@automna/api-client';
import { Icon, toProblem } from '@automna/web-ui';
import { instant } from '../../../ui/dates.js';
import { Notices } from '../../../ui/notices/notices.js';
import { DeletionClient } from '../data/deletion-client.js';

/** Says when the account will be deleted, and keeps it. Silent while nobody has asked for that. */
@Component({
  selector: 'am-deletion-banner',
  imports: [Icon],
  template: `
    @if (deletion().dueAt; as dueAt) {
      <div class="am-note am-note--bad" role="status">
        <am-icon name="trash" />
        <div class="am-row am-row--between">
          <p>
            <strong>Your account will be deleted on {{ instant(dueAt) }}.</strong> Until then everything works
            as before, and you can still change your mind.
          </p>
          <button type="button" class="am-button am-button--small" [disabled]="busy()" (click)="keep()">
            {{ busy() ? 'One moment…' : 'Keep my account' }}
          </button>
        </div>
      </div>
    }
  `,
  styles: `
    :host:not(:has(*)) {
      display: none;
    }
  `,
})
export class DeletionBanner {
  private readonly client = inject(DeletionClient);
  private readonly notices = inject(Notices);

  readonly deletion = input.required<AccountDeletionDto>();
  /** How it stands after the account was kept. */
  readonly kept = output<AccountDeletionDto>();
  protected readonly busy = signal(false);
  protected readonly instant = instant;

  protected async keep(): Promise<void> {
    this.busy.set(true);
    try {
      this.kept.emit(await this.client.keep());
      this.notices.show('Your account stays. Nothing was deleted.', { about: 'account' });
    } catch (error) {
      const { title, detail } = toProblem(error);
      this.notices.show(`${title}. ${detail}`, { tone: 'bad', about: 'account' });
    } finally {
      this.busy.set(false);
    }
  }
}
