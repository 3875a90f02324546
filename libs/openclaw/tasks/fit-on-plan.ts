import { type Job, type JobHandler, OnEvent } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { ChannelFit } from '../services/channel-fit.service.js';

/** Another plan: channels it has no room for wait, those it has room for again come back. */
@Injectable()
@OnEvent({ event: 'billing.subscription-changed', subscriber: 'openclaw.fit-channels' })
export class FitChannelsOnPlan implements JobHandler<{ userId: string }> {
  constructor(private readonly channels: ChannelFit) {}

  handle({ payload }: Job<{ userId: string }>): Promise<void> {
    return this.channels.fit(payload.userId);
  }
}
