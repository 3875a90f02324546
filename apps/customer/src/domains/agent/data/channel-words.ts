import type { ChannelDto } from '@automna/api-client';
import type { StatusWords } from '@automna/web-ui';
import { ago } from '../../../ui/dates.js';
import { waitsForScan } from './channels-client.js';

const STATUS: Record<ChannelDto['status'], StatusWords> = {
  active: { label: 'Active', tone: 'ok' },
  paused: { label: 'Paused', tone: 'idle' },
  connecting: { label: 'Connecting', tone: 'info', busy: true },
};

/** A channel's state: what was wished for it, unless the agent itself knows of trouble. */
export function channelWords(channel: ChannelDto): StatusWords {
  if (waitsForScan(channel)) return { label: 'Not linked', tone: 'warn' };
  return isFailing(channel) ? { label: 'Not working', tone: 'bad' } : STATUS[channel.status];
}

/** What to say about a channel that should work and does not; empty while it does. */
export function channelTrouble(channel: ChannelDto): string {
  if (waitsForScan(channel)) return 'It works as soon as you have scanned a code with your phone.';
  if (!isFailing(channel)) return '';
  const seen = channel.observedAt ? ` ${ago(channel.observedAt)}` : '';
  return channel.kind === 'telegram' || channel.kind === 'discord'
    ? `Your agent could not connect there${seen}. If its token was withdrawn, remove the channel and connect it with a new one.`
    : `Your agent could not connect there${seen}. It keeps trying.`;
}

function isFailing({ status, observed }: ChannelDto): boolean {
  return status === 'active' && observed === 'failing';
}
