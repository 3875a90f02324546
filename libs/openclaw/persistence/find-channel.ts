import type { Tx } from '@automna/core';
import { OpenClawError } from '../openclaw.errors.js';
import { ChannelEntity } from './channel.entity.js';

/** A customer's channel, for a change. @throws OpenClawError channel_not_found */
export async function findChannel(tx: Tx, userId: string, id: string): Promise<ChannelEntity> {
  const channel = await tx.manager.findOneBy(ChannelEntity, { id, userId });
  if (!channel) throw new OpenClawError('channel_not_found', 'It may have been removed already.');
  return channel;
}
