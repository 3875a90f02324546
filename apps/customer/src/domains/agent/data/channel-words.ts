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
  if (waitsForOwner(channel)) return { label: 'One step left', tone: 'warn' };
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

const NAMES_WITHOUT_WAKING: Partial<Record<ChannelDto['kind'], string>> = {
  discord: 'Discord',
  whatsapp: 'WhatsApp',
};

/** What a plan that lets the agent sleep means for a channel that works; empty where it means nothing. */
export function sleepNote(channel: ChannelDto, sleeps: boolean): string {
  const name = NAMES_WITHOUT_WAKING[channel.kind];
  if (!sleeps || !name || channel.status !== 'active' || isFailing(channel)) return '';
  return `Answers only while your agent is awake: on your plan it sleeps when idle, and ${name} cannot wake it.`;
}

/** A bot listens to nobody until its owner has said who they are. */
function waitsForOwner(channel: ChannelDto): boolean {
  const { kind, status, ownerId } = channel;
  const isBot = kind === 'telegram' || kind === 'discord';
  return isBot && status === 'active' && ownerId === null && !isFailing(channel);
}

function isFailing({ status, observed }: ChannelDto): boolean {
  return status === 'active' && observed === 'failing';
}
