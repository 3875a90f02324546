import { Timeline } from '@automna/accounts';
import { UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { channelName } from '../domain/channel-kinds.js';
import { ownerIdFrom } from '../domain/channel-owner.js';
import { ChannelEntity } from '../persistence/channel.entity.js';
import { findChannel } from '../persistence/find-channel.js';

/** Who may talk to an agent on its channels: until its owner says who they are there, nobody. */
@Injectable()
export class ChannelOwnersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
  ) {}

  /**
   * From now on the agent listens to this person there, and to nobody else. Can be asked for twice.
   * @throws OpenClawError channel_not_found | channel_owner_invalid
   */
  set(userId: string, channelId: string, written: string): Promise<ChannelEntity> {
    return this.unitOfWork.run(async (tx) => {
      const channel = await findChannel(tx, userId, channelId);
      const ownerId = ownerIdFrom(channel.kind, written, channel.externalId);
      if (ownerId === channel.ownerId) return channel;
      channel.ownerId = ownerId;
      await tx.manager.save(ChannelEntity, channel);
      await this.timeline.record(tx, {
        userId,
        kind: 'channel.owner-set',
        title: `${channelName(channel)} listens to its owner`,
        cause: 'the customer',
        data: { channelId, channel: channel.kind },
      });
      await tx.publish({ name: 'channels.changed', payload: { userId } });
      return channel;
    });
  }
}
