import { Component, input } from '@angular/core';
import type { ChannelDto, ChannelKind, ChannelPauseReason, ChannelStatus } from '@automna/api-client';
import { EmptyState, Icon, type IconName, StatusChip, type StatusWords } from '@automna/web-ui';
import { Instant } from '../../../ui/instant.js';
import { Panel } from '../../../ui/panel.js';

const ICONS: Record<ChannelKind, IconName> = {
  telegram: 'telegram',
  discord: 'discord',
  whatsapp: 'whatsapp',
  web: 'globe',
};
const TITLES: Record<ChannelKind, string> = {
  telegram: 'Telegram',
  discord: 'Discord',
  whatsapp: 'WhatsApp',
  web: 'Web',
};
const STATUS: Record<ChannelStatus, StatusWords> = {
  active: { label: 'Active', tone: 'ok' },
  paused: { label: 'Paused', tone: 'idle' },
  connecting: { label: 'Connecting', tone: 'info', busy: true },
};
const PAUSED: Record<ChannelPauseReason, string> = {
  plan: 'waits: the plan has no room for it',
  customer: 'paused by the customer',
};

/** Where people talk to this customer's agent. */
@Component({
  selector: 'ac-channels-panel',
  imports: [EmptyState, Icon, Instant, Panel, StatusChip],
  template: `
    <ac-panel heading="Channels" [padded]="false">
      @if (channels().length) {
        <ul class="ac-cards">
          @for (channel of channels(); track channel.id) {
            <li>
              <div class="line">
                <am-icon [name]="icons[channel.kind]" />
                <div class="words">
                  <strong>{{ titles[channel.kind] }}</strong>
                  <span class="ac-none label"
                    >{{ channel.label }} · added <ac-instant [at]="channel.createdAt" />
                    @if (channel.pausedReason; as reason) {
                      · {{ reasons[reason] }}
                    }
                  </span>
                </div>
                @let status = statuses[channel.status];
                <am-status-chip [tone]="status.tone" [label]="status.label" [busy]="status.busy ?? false" />
              </div>
            </li>
          }
        </ul>
      } @else {
        <am-empty-state
          icon="chat"
          heading="No channels"
          text="The customer has not connected one, or skipped it."
        />
      }
    </ac-panel>
  `,
  styles: `
    .line {
      display: flex;
      align-items: center;
      gap: 0.75rem;
    }
    .words {
      display: grid;
      flex: 1;
      min-width: 0;
    }
    .label {
      font-size: var(--am-text-small);
      overflow-wrap: anywhere;
    }
  `,
})
export class ChannelsPanel {
  readonly channels = input.required<readonly ChannelDto[]>();

  protected readonly icons = ICONS;
  protected readonly titles = TITLES;
  protected readonly statuses = STATUS;
  protected readonly reasons = PAUSED;
}
