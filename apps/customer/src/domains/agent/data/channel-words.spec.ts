import type { ChannelDto } from '@automna/api-client';
import { someChannels } from '../../../testing/builders.js';
import { channelTrouble, channelWords, sleepNote } from './channel-words.js';

function aChannel(kind: ChannelDto['kind'], overrides: Partial<ChannelDto> = {}): ChannelDto {
  const [channel] = someChannels([kind]).channels;
  return { ...(channel as ChannelDto), ...overrides };
}

const FAILING = { observed: 'failing', observedAt: new Date().toISOString() } as const;

describe('a channel in words', () => {
  it.each([
    ['works', aChannel('telegram', { observed: 'working' }), 'Active'],
    ['was never looked at', aChannel('telegram'), 'Active'],
    ['is being connected', aChannel('telegram', { status: 'connecting' }), 'Connecting'],
    ['is paused, whatever was seen before', aChannel('telegram', { status: 'paused', ...FAILING }), 'Paused'],
  ])('says nothing more of one that %s', (_, channel, label) => {
    expect(channelWords(channel).label).toBe(label);
    expect(channelTrouble(channel)).toBe('');
  });

  it('says what to do about a bot that cannot connect', () => {
    expect(channelWords(aChannel('discord', FAILING))).toEqual({ label: 'Not working', tone: 'bad' });
    expect(channelTrouble(aChannel('discord', FAILING))).toMatch(
      /could not connect there just now.*a new one/,
    );
    expect(channelTrouble(aChannel('whatsapp', FAILING))).not.toContain('token');
  });

  it('says of a bot that knows no owner that a step is left, unless it does not work at all', () => {
    const words = (kind: ChannelDto['kind'], more: Partial<ChannelDto> = {}) =>
      channelWords(aChannel(kind, { ownerId: null, ...more })).label;
    expect([words('telegram'), words('discord')]).toEqual(['One step left', 'One step left']);
    expect([words('web'), words('whatsapp')]).toEqual(['Active', 'Active']);
    expect(words('telegram', FAILING)).toBe('Not working');
    expect(words('telegram', { status: 'paused' })).toBe('Paused');
  });

  it('tells WhatsApp that waits for a phone from one that is linked', () => {
    const waiting = aChannel('whatsapp', { status: 'connecting', observed: 'unlinked' });
    expect(channelWords(waiting)).toEqual({ label: 'Not linked', tone: 'warn' });
    expect(channelTrouble(waiting)).toContain('scanned a code with your phone');
    expect(channelWords(aChannel('whatsapp', { observed: 'working' })).label).toBe('Active');
  });

  it('says of one that works that it wakes nobody, where the agent sleeps', () => {
    const discord = aChannel('discord', { observed: 'working' });
    expect(sleepNote(discord, true)).toContain('Discord cannot wake it');
    expect(sleepNote(discord, false)).toBe('');
    expect(sleepNote(aChannel('telegram'), true)).toBe('');
    expect(sleepNote(aChannel('discord', FAILING), true)).toBe('');
    expect(sleepNote(aChannel('whatsapp', { status: 'connecting' }), true)).toBe('');
  });
});
