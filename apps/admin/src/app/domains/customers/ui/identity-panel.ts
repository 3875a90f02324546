import { Component, input } from '@angular/core';
import type { AccountEndDto, UserDto } from '@automna/api-client';
import { Icon, StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';

/** Who this is. */
@Component({
  selector: 'ac-identity-panel',
  imports: [Copyable, Icon, Instant, Panel, StatusChip],
  template: `
    <ac-panel heading="Account">
      @if (end(); as told) {
        <div class="am-note am-note--warn note">
          <am-icon name="trash" />
          <div>
            @if (told.state === 'pending') {
              <strong>Its end was asked for <ac-instant [at]="told.requestedAt" past /></strong>
              <p class="am-small">
                It closes on <ac-instant [at]="told.dueAt" show="exact" /> unless the customer takes it back.
                Until then nothing changes.
              </p>
            } @else {
              <strong>Closed <ac-instant [at]="told.closedAt ?? told.dueAt" past /></strong>
              <p class="am-small">Keys are destroyed. The machine goes when its hold ends.</p>
            }
          </div>
        </div>
      }
      <dl class="ac-facts">
        <dt>E-mail</dt>
        <dd>
          <ac-copyable [value]="user().email" label="E-mail address" />
          <div>
            <am-status-chip
              [tone]="user().emailVerified ? 'ok' : 'warn'"
              [label]="user().emailVerified ? 'Verified' : 'Not verified'"
            />
          </div>
        </dd>
        <dt>Customer id</dt>
        <dd><ac-copyable [value]="user().id" label="Customer id" /></dd>
        @if (user().role !== 'customer') {
          <dt>Role</dt>
          <dd>Staff ({{ user().role }})</dd>
        }
        <dt>Signed up</dt>
        <dd><ac-instant [at]="user().createdAt" show="exact" /></dd>
      </dl>
    </ac-panel>
  `,
  styles: `
    .note {
      margin-bottom: 1rem;
    }
  `,
})
export class IdentityPanel {
  readonly user = input.required<UserDto>();
  /** Null for an account that goes on. */
  readonly end = input<AccountEndDto | null>(null);
}
