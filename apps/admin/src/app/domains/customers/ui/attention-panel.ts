import { Component, input } from '@angular/core';
import type { BillingAttentionDto } from '@automna/api-client';
import { Icon } from '@automna/web-ui';
import { Copyable } from '../../../ui/copyable.js';
import { Instant } from '../../../ui/instant.js';
import { OutsideLink } from '../../../ui/outside-link.js';
import { Panel } from '../../../ui/panel.js';

/** Disputes, refunds, duplicates and the like: what a person should look at. Shown only when there is something. */
@Component({
  selector: 'ac-attention-panel',
  imports: [Copyable, Icon, Instant, OutsideLink, Panel],
  template: `
    @if (items().length) {
      <ac-panel heading="Billing needs a look" [padded]="false">
        <ul class="ac-cards">
          @for (item of items(); track $index) {
            <li>
              <am-icon name="warning" [size]="17" />
              <div>
                <p>{{ item.sentence }}</p>
                <p class="quiet">
                  <ac-instant [at]="item.at" />
                  @if (item.stripeId; as id) {
                    <ac-copyable [value]="id" label="Stripe id" />
                  }
                  <ac-outside-link [href]="item.stripeUrl" [about]="item.stripeId ?? ''" />
                </p>
              </div>
            </li>
          }
        </ul>
      </ac-panel>
    }
  `,
  styles: `
    :host:empty {
      display: none;
    }
    li {
      grid-template-columns: auto 1fr;
    }
    am-icon {
      margin-top: 0.1875rem;
      color: var(--am-warn);
    }
    p {
      overflow-wrap: anywhere;
    }
    .quiet {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 0.75rem;
      color: var(--am-ink-2);
      font-size: var(--am-text-small);
    }
  `,
})
export class AttentionPanel {
  readonly items = input.required<readonly BillingAttentionDto[]>();
}
