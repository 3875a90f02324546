import type { ChannelSightEntity } from '../persistence/channel-sight.entity.js';
import type { ChannelEntity } from '../persistence/channel.entity.js';
import type { ChannelsOverview } from '../services/channels.service.js';
import type { ChannelDto, ChannelsDto } from './channels.dto.js';

/** A channel by itself, without what its agent says of it. */
export function toChannelDto(channel: ChannelEntity): ChannelDto {
  return toSeenChannelDto(channel, undefined);
}

/** Field by field, so that a new column never leaks into an answer. */
function toSeenChannelDto(channel: ChannelEntity, sight: ChannelSightEntity | undefined): ChannelDto {
  // What was seen of a channel before it was paused says nothing about it now.
  const seen = channel.status === 'paused' ? undefined : sight;
  return {
    id: channel.id,
    kind: channel.kind,
    status: channel.status,
    label: channel.label,
    ownerId: channel.ownerId,
    pausedReason: channel.pausedReason,
    observed: seen?.state ?? null,
    observedAt: seen?.observedAt.toISOString() ?? null,
    createdAt: channel.createdAt.toISOString(),
  };
}

export function toChannelsDto(
  overview: ChannelsOverview,
  sights: ReadonlyMap<string, ChannelSightEntity>,
): ChannelsDto {
  return {
    channels: overview.channels.map((channel) => toSeenChannelDto(channel, sights.get(channel.id))),
    limit: overview.limit,
    used: overview.used,
    paused: overview.paused,
    kinds: overview.kinds,
  };
}
