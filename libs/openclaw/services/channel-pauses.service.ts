import { Timeline } from '@automna/accounts';
import { channelLimit, type ChannelKind, type PlanName } from '@automna/contracts';
import { Clock, isUniqueViolation, type Tx, UnitOfWork } from '@automna/core';
import { Inject, Injectable } from '@nestjs/common';
import { channelName } from '../domain/channel-kinds.js';
import { botTaken, existsAlready, limitReached } from '../domain/channel-refusals.js';
import { ChannelEntity } from '../persistence/channel.entity.js';
import { findChannel } from '../persistence/find-channel.js';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer } from '../ports.js';
import { ChannelFit } from './channel-fit.service.js';

/** A customer's own choice of which channels work and which wait, within the plan. Both can be asked for twice. */
@Injectable()
export class ChannelPauses {
  constructor(
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly timeline: Timeline,
    private readonly fit: ChannelFit,
  ) {}

  /** The channel waits with its token; one that waits already stays as it is. */
  async pause(userId: string, channelId: string): Promise<ChannelEntity> {
    return this.unitOfWork.run(async (tx) => {
      const channel = await findChannel(tx, userId, channelId);
      if (channel.status === 'paused') return channel;
      Object.assign(channel, { status: 'paused', pausedAt: this.clock.now(), pausedReason: 'customer' });
      await tx.manager.save(ChannelEntity, channel);
      await this.tell(tx, channel, 'channel.paused', 'was paused');
      return channel;
    });
  }

  /** @throws DomainError subscription_required | payment_overdue; OpenClawError channel_limit_reached | channel_exists */
  async resume(userId: string, channelId: string): Promise<ChannelEntity> {
    const plan = await this.plans.requireService(userId);
    await this.unitOfWork.run((tx) => this.resumeIn(tx, userId, channelId, plan));
    await this.fit.settle(userId, plan);
    return this.unitOfWork.run((tx) => findChannel(tx, userId, channelId));
  }

  /** Counting and writing in one transaction: two clicks at once cannot exceed the limit. */
  private async resumeIn(tx: Tx, userId: string, channelId: string, plan: PlanName): Promise<void> {
    const channel = await findChannel(tx, userId, channelId);
    if (channel.status !== 'paused') return;
    const { limit } = channelLimit(plan);
    const active = await tx.query<{ kind: ChannelKind }>(
      `SELECT kind FROM channels WHERE user_id = ? AND status <> 'paused'`,
      [userId],
    );
    if (active.some(({ kind }) => kind === channel.kind)) throw existsAlready(channel.kind);
    if (limit !== null && active.length >= limit) throw limitReached(plan, limit);
    Object.assign(channel, { status: 'active', pausedAt: null, pausedReason: null });
    try {
      await tx.manager.save(ChannelEntity, channel);
    } catch (error) {
      if (isUniqueViolation(error, 'channels.external_id')) throw botTaken(channel.kind);
      throw error;
    }
    await this.tell(tx, channel, 'channel.resumed', 'is back');
  }

  private async tell(tx: Tx, channel: ChannelEntity, kind: string, what: string): Promise<void> {
    const { id, userId, kind: channelKind } = channel;
    await this.timeline.record(tx, {
      userId,
      kind,
      title: `${channelName(channel)} ${what}`,
      cause: 'the customer',
      data: { channelId: id, channel: channelKind, reason: 'customer' },
    });
    await tx.publish({ name: 'channels.changed', payload: { userId } });
  }
}
