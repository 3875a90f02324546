import type { ChannelKind } from '@automna/contracts';
import { OpenClawError } from '../openclaw.errors.js';
import { channelTitle } from './channel-kinds.js';

/** By kind: the one person the agent listens to there, as the messenger numbers people. */
export type ChannelOwners = Partial<Record<ChannelKind, string>>;

interface OwnerRule {
  shape: RegExp;
  /** What to do when it does not fit. */
  help: string;
}

const RULES: Partial<Record<ChannelKind, OwnerRule>> = {
  telegram: {
    shape: /^[1-9]\d{4,15}$/,
    help: 'Telegram’s id of you is a number such as 123456789, not your @name or phone number. Write to your bot and it tells you.',
  },
  discord: {
    shape: /^\d{17,20}$/,
    help: 'Discord’s id of you is a number with 17 to 20 digits, not your name. Write to your bot and it tells you.',
  },
  whatsapp: {
    shape: /^\+[1-9]\d{6,14}$/,
    help: 'Write the phone number with its country code, such as +49 170 1234567.',
  },
};

/**
 * The owner's id as OpenClaw wants it. People copy it with spaces, and phone numbers with whatever makes them readable.
 * @throws OpenClawError channel_owner_invalid
 */
export function ownerIdFrom(kind: ChannelKind, written: string, botId: string | null): string {
  const rule = RULES[kind];
  if (!rule) {
    throw new OpenClawError('channel_owner_invalid', `${channelTitle(kind)} is open to you alone already.`);
  }
  const bare = written.replace(kind === 'whatsapp' ? /[\s().-]/g : /\s/g, '');
  const id = kind === 'whatsapp' ? bare.replace(/^00/, '+') : bare;
  if (!rule.shape.test(id)) throw new OpenClawError('channel_owner_invalid', rule.help);
  if (id === botId) {
    throw new OpenClawError(
      'channel_owner_invalid',
      'This is the number of the bot itself. Yours is another one.',
    );
  }
  return id;
}
