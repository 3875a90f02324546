import { SubscriptionEnd } from '@automna/billing';
import { type Job, type JobHandler, OnEvent } from '@automna/core';
import { ChannelsService } from '@automna/openclaw';
import { Injectable } from '@nestjs/common';

interface AccountClosed {
  userId: string;
}

/** Nothing is charged for a closed account. Its machine stops with the subscription. */
@Injectable()
@OnEvent({ event: 'account.deletion-due', subscriber: 'onboarding.end-subscription' })
export class EndSubscriptionWithAccount implements JobHandler<AccountClosed> {
  constructor(private readonly end: SubscriptionEnd) {}

  handle({ payload }: Job<AccountClosed>): Promise<void> {
    return this.end.atOnce(payload.userId, 'the account was closed');
  }
}

/** The bots' tokens are the customer's: they go with the account. Removing one again changes nothing. */
@Injectable()
@OnEvent({ event: 'account.deletion-due', subscriber: 'onboarding.end-channels' })
export class EndChannelsWithAccount implements JobHandler<AccountClosed> {
  constructor(private readonly channels: ChannelsService) {}

  async handle({ payload: { userId } }: Job<AccountClosed>): Promise<void> {
    for (const { id } of await this.channels.list(userId)) await this.channels.remove(userId, id);
  }
}
