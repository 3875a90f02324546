import { Component, effect, inject, input, output, untracked } from '@angular/core';
import type { ChannelDto } from '@automna/api-client';
import { Icon, ProblemAlert } from '@automna/web-ui';
import { ChannelLinkStore } from './channel-link-store.js';

/** Shows the code that links WhatsApp with the agent, until a phone has scanned it. */
@Component({
  selector: 'am-channel-link',
  imports: [Icon, ProblemAlert],
  providers: [ChannelLinkStore],
  templateUrl: './channel-link.html',
  styleUrl: './channel-link.scss',
})
export class ChannelLink {
  protected readonly store = inject(ChannelLinkStore);

  readonly channel = input.required<ChannelDto>();
  /** The phone has scanned it. */
  readonly linked = output();
  /** Not now; it can be done later. */
  readonly closed = output();

  constructor() {
    effect(() => this.begin());
    effect(() => {
      if (this.store.state() === 'linked') untracked(() => this.linked.emit());
    });
  }

  protected begin(): void {
    const { id } = this.channel();
    untracked(() => void this.store.begin(id));
  }
}
