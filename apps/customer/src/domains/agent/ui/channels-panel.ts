import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ChannelDto } from '@automna/api-client';
import {
  EmptyState,
  Icon,
  ProblemAlert,
  SkeletonLines,
  StatusChip,
  limitText,
  toProblem,
} from '@automna/web-ui';
import { Notices } from '../../../ui/notices/notices.js';
import { watched } from '../../../ui/watched.js';
import { Confirm } from '../../../ui/confirm.js';
import { focusMover } from '../../../ui/focus.js';
import { CHANNEL_ICONS } from '../data/channel-help.js';
import { channelTrouble, channelWords, sleepNote } from '../data/channel-words.js';
import { ChannelsClient, hasWebChat, waitsForScan } from '../data/channels-client.js';
import { ChannelLink } from './channel-link.js';
import { ChannelOwner } from './channel-owner.js';
import { ChannelPicker } from './channel-picker.js';

/** How soon trouble the agent has met with is shown. */
const LOOK_EVERY_MS = 30_000;

/** The channels in use, how many the plan allows, adding and removing. */
@Component({
  selector: 'am-channels-panel',
  imports: [
    ChannelLink,
    ChannelOwner,
    ChannelPicker,
    EmptyState,
    Icon,
    ProblemAlert,
    RouterLink,
    SkeletonLines,
    StatusChip,
  ],
  templateUrl: './channels-panel.html',
  styleUrl: './channels-panel.scss',
})
export class ChannelsPanel {
  private readonly client = inject(ChannelsClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly focus = focusMover();

  /** Whether the plan lets the agent sleep. */
  readonly sleeps = input(false);

  protected readonly watch = watched(this.client.channels(), () => LOOK_EVERY_MS);
  protected readonly icons = CHANNEL_ICONS;
  protected readonly words = channelWords;
  protected readonly trouble = channelTrouble;
  protected readonly sleepNote = sleepNote;
  protected readonly waitsForScan = waitsForScan;
  protected readonly adding = signal(false);
  /** The channel something is being done to. */
  protected readonly changing = signal<string | null>(null);
  /** The channel whose code is being scanned. */
  protected readonly linking = signal<string | null>(null);
  protected readonly data = this.watch.value;
  protected readonly canChat = computed(() => {
    const data = this.data();
    return !!data && hasWebChat(data);
  });
  protected readonly limitWords = computed(() => {
    const data = this.data();
    if (!data || data.limit.limit === 0) return '';
    return data.limit.unlimited ? `${data.used}, no limit` : `${data.used} of ${limitText(data.limit)}`;
  });
  protected readonly full = computed(() => {
    const data = this.data();
    return !!data && data.limit.limit !== null && data.used >= data.limit.limit;
  });
  /** Without a plan there is no room at all. */
  protected readonly planless = computed(() => this.data()?.limit.limit === 0);
  /** Pausing one makes room for another: for one that waits, or for a new one on a full plan. */
  protected readonly pausable = computed(() => this.full() || (this.data()?.paused ?? 0) > 0);
  protected readonly taken = computed(() => this.data()?.channels.map(({ kind }) => kind) ?? []);

  protected add(): void {
    this.adding.set(true);
    this.focus('am-channel-picker button:enabled');
  }

  /** Back to the list: what had the focus is gone. */
  protected close(): void {
    this.adding.set(false);
    this.linking.set(null);
    this.focus('h2');
  }

  protected link({ id }: ChannelDto): void {
    this.linking.set(id);
    this.focus('am-channel-link section');
  }

  protected added(channel: ChannelDto): void {
    this.close();
    if (waitsForScan(channel)) this.link(channel);
    else this.notices.show(`${channel.label} is connected.`, { about: channel.kind });
    this.watch.reload();
  }

  protected linked(channel: ChannelDto): void {
    this.close();
    this.notices.show(`${channel.label} is linked.`, { about: channel.kind });
    this.watch.reload();
  }

  protected async remove(channel: ChannelDto): Promise<void> {
    const sure = await this.confirm.ask({
      title: `Remove ${channel.label}?`,
      text: 'Your agent no longer answers there. You can connect it again at any time.',
      action: 'Remove channel',
    });
    if (!sure) return;
    await this.change(channel, () => this.client.remove(channel.id), 'is removed');
    this.focus('h2');
  }

  protected pause(channel: ChannelDto): Promise<void> {
    return this.change(channel, () => this.client.pause(channel.id), 'is paused');
  }

  protected resume(channel: ChannelDto): Promise<void> {
    return this.change(channel, () => this.client.resume(channel.id), 'is back');
  }

  /** Why a channel waits, and what would bring it back. */
  protected why({ kind, pausedReason }: ChannelDto): string {
    const kept = kind === 'web' ? 'Nothing in it is lost.' : 'It keeps its token.';
    if (pausedReason === 'customer') return this.full() ? `You paused it. ${kept}` : 'You paused it.';
    return this.full()
      ? `Your plan has no room for it. ${kept} Pause another channel to use this one.`
      : 'Your plan had no room for it.';
  }

  private async change(channel: ChannelDto, call: () => Promise<unknown>, done: string): Promise<void> {
    this.changing.set(channel.id);
    try {
      await call();
      this.notices.show(`${channel.label} ${done}.`, { about: channel.kind });
      this.watch.reload();
    } catch (error) {
      const { title, detail } = toProblem(error);
      this.notices.show(`${title}. ${detail}`, { tone: 'bad', about: channel.kind });
    } finally {
      this.changing.set(null);
    }
  }
}
