import { Component, input } from '@angular/core';
import type { UserDto } from '@automna/api-client';
import { StatusChip } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';

/** Who this is. */
@Component({
  selector: 'ac-identity-panel',
  imports: [Copyable, Instant, Panel, StatusChip],
  template: `
    <ac-panel heading="Account">
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
})
export class IdentityPanel {
  readonly user = input.required<UserDto>();
}
