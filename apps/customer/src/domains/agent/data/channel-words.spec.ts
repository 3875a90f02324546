import type { ChannelDto } from '@automna/api-client';
import { someChannels } from '../../../testing/builders.js';
import { channelTrouble, channelWords } from './channel-words.js';

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

  it('tells WhatsApp that waits for a phone from one that is linked', () => {
    const waiting = aChannel('whatsapp', { status: 'connecting', observed: 'unlinked' });
    expect(channelWords(waiting)).toEqual({ label: 'Not linked', tone: 'warn' });
    expect(channelTrouble(waiting)).toContain('scanned a code with your phone');
    expect(channelWords(aChannel('whatsapp', { observed: 'working' })).label).toBe('Active');
  });
});
