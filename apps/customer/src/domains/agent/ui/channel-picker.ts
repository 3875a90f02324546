import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { ChannelDto, ChannelKindDto } from '@automna/api-client';
import { Icon, ProblemAlert, type Problem, toProblem } from '@automna/web-ui';
import { focusMover } from '../../../ui/focus.js';
import { CHANNEL_ICONS, type ChannelKind, needsToken } from '../data/channel-help.js';
import { ChannelsClient } from '../data/channels-client.js';
import { ChannelToken } from './channel-token.js';

/** The kinds of channel as cards; choosing one opens its form or, where nothing is needed, adds it. */
@Component({
  selector: 'am-channel-picker',
  imports: [Icon, ProblemAlert, ChannelToken],
  templateUrl: './channel-picker.html',
  styleUrl: './channel-picker.scss',
})
export class ChannelPicker {
  private readonly channels = inject(ChannelsClient);
  private readonly focus = focusMover();

  readonly kinds = input.required<ChannelKindDto[]>();
  /** Kinds the customer has already. */
  readonly taken = input<ChannelKind[]>([]);
  readonly added = output<ChannelDto>();

  protected readonly icons = CHANNEL_ICONS;
  protected readonly chosen = signal<ChannelKind | null>(null);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly adding = signal<ChannelKind | null>(null);
  protected readonly tokenKind = computed(() => {
    const kind = this.chosen();
    return kind && needsToken(kind) ? kind : null;
  });

  protected async choose(kind: ChannelKind): Promise<void> {
    this.problem.set(null);
    this.chosen.set(kind);
    if (needsToken(kind)) {
      this.focus('am-channel-token section');
      return;
    }
    this.adding.set(kind);
    try {
      this.added.emit(await this.channels.add({ kind }));
      this.chosen.set(null);
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.adding.set(null);
    }
  }

  protected cancel(kind: ChannelKind): void {
    this.chosen.set(null);
    this.focus(`[data-kind=${kind}]`);
  }

  protected done(channel: ChannelDto): void {
    this.chosen.set(null);
    this.added.emit(channel);
  }
}
