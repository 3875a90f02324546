import { Component, computed, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import type { ChannelDto } from '@automna/api-client';
import { PLAN_NAMES, PLANS, channelLimit } from '@automna/contracts';
import { Icon, ProblemAlert, type Problem, SkeletonLines, limitText, toProblem } from '@automna/web-ui';
import { ChannelsClient, waitsForScan } from '../../agent/data/channels-client.js';
import { ChannelLink } from '../../agent/ui/channel-link.js';
import { ChannelPicker } from '../../agent/ui/channel-picker.js';
import { SetupClient } from '../data/setup-client.js';
import { SetupFrame } from '../ui/setup-frame.js';

/** `/setup/channel`: a first way to talk to the agent, or later. */
@Component({
  selector: 'am-connect-channel',
  imports: [SetupFrame, ChannelLink, ChannelPicker, ProblemAlert, SkeletonLines, Icon],
  template: `
    <am-setup-frame [step]="3" heading="Connect a channel">
      <p lead class="am-lead">How do you want to talk to your agent?</p>

      @if (linking(); as channel) {
        <am-channel-link class="am-card" [channel]="channel" (linked)="continue()" (closed)="continue()" />
      } @else if (channels.error(); as error) {
        <am-problem-alert [problem]="error" retryable (retry)="channels.reload()" />
      } @else if (channels.hasValue()) {
        <am-channel-picker [kinds]="channels.value().kinds" [taken]="taken()" (added)="added($event)" />
      } @else {
        <am-skeleton-lines [lines]="6" label="Loading the channels" />
      }

      <p class="am-muted">You can add more channels later. {{ limits }}</p>

      @if (problem(); as problem) {
        <am-problem-alert [problem]="problem" retryable (retry)="skip()" />
      }
      @if (!linking()) {
        <div>
          <button type="button" class="am-button am-button--quiet" [disabled]="skipping()" (click)="skip()">
            Skip for now, go to the dashboard <am-icon name="arrow-right" />
          </button>
        </div>
      }
    </am-setup-frame>
  `,
})
export class ConnectChannel {
  private readonly router = inject(Router);
  private readonly setup = inject(SetupClient);
  protected readonly channels = inject(ChannelsClient).channels();
  protected readonly problem = signal<Problem | null>(null);
  protected readonly skipping = signal(false);
  /** The channel that waits for a code to be scanned. */
  protected readonly linking = signal<ChannelDto | null>(null);
  protected readonly taken = computed(() =>
    this.channels.hasValue() ? this.channels.value().channels.map(({ kind }) => kind) : [],
  );
  /** "Starter: 1, Pro: 3, Power: unlimited." */
  protected readonly limits =
    PLAN_NAMES.map((name) => `${PLANS[name].title}: ${limitText(channelLimit(name)).toLowerCase()}`).join(
      ', ',
    ) + '.';

  protected async added(channel: ChannelDto): Promise<void> {
    if (waitsForScan(channel)) this.linking.set(channel);
    else await this.continue();
  }

  protected async continue(): Promise<void> {
    await this.router.navigateByUrl('/setup');
  }

  protected async skip(): Promise<void> {
    this.skipping.set(true);
    this.problem.set(null);
    try {
      await this.setup.skipChannel();
      await this.continue();
    } catch (error) {
      this.problem.set(toProblem(error));
    } finally {
      this.skipping.set(false);
    }
  }
}
