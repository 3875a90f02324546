import { Component, input } from '@angular/core';
import { EmptyState, StatusChip } from '@automna/web-ui';
import type { MachineShare } from '../data/overview-facts.js';

/** All machines as one bar, with its parts listed below: the list alone says everything. */
@Component({
  selector: 'ac-machine-states',
  imports: [EmptyState, StatusChip],
  template: `
    @if (shares().length) {
      <div class="bar" aria-hidden="true">
        @for (share of shares(); track share.state) {
          <span [class]="share.tone" [style.flex-grow]="share.count"></span>
        }
      </div>
      <ul class="states">
        @for (share of shares(); track share.state) {
          <li>
            <am-status-chip [tone]="share.tone" [label]="share.label" />
            <span class="am-num"
              ><strong>{{ share.count }}</strong> <span class="percent">{{ percent(share) }}</span></span
            >
          </li>
        }
      </ul>
    } @else {
      <am-empty-state
        icon="server"
        heading="No machines yet"
        text="The first one appears when a customer finishes the payment and connects a key."
      />
    }
  `,
  styleUrl: './machine-states.scss',
})
export class MachineStates {
  readonly shares = input.required<MachineShare[]>();

  protected percent(share: MachineShare): string {
    return share.percent < 1 ? '< 1 %' : `${Math.round(share.percent)} %`;
  }
}
