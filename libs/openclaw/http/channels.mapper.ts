import type { ChannelEntity } from '../persistence/channel.entity.js';
import type { ChannelsOverview } from '../services/channels.service.js';
import type { ChannelDto, ChannelsDto } from './channels.dto.js';

/** Field by field, so that a new column never leaks into an answer. */
export function toChannelDto(channel: ChannelEntity): ChannelDto {
  return {
    id: channel.id,
    kind: channel.kind,
    status: channel.status,
    label: channel.label,
    pausedReason: channel.pausedReason,
    createdAt: channel.createdAt.toISOString(),
  };
}

export function toChannelsDto(overview: ChannelsOverview): ChannelsDto {
  return {
    channels: overview.channels.map(toChannelDto),
    limit: overview.limit,
    used: overview.used,
    paused: overview.paused,
    kinds: overview.kinds,
  };
}
