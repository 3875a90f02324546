import type { ChannelKindDto } from '@automna/api-client';
import type { IconName } from '@automna/web-ui';

export type ChannelKind = ChannelKindDto['kind'];

/** How a token is had: what the form of a channel says. Kinds without a token have no entry. */
export interface TokenHelp {
  label: string;
  placeholder: string;
  steps: string[];
  link: { url: string; text: string };
}

export const TOKEN_HELP: Partial<Record<ChannelKind, TokenHelp>> = {
  telegram: {
    label: 'Bot token',
    placeholder: '123456789:AAF…',
    steps: [
      'Open BotFather in Telegram and send /newbot.',
      'Choose a name and a username that ends in “bot”.',
      'Copy the token BotFather answers with and paste it here.',
    ],
    link: { url: 'https://t.me/BotFather', text: 'Open BotFather' },
  },
  discord: {
    label: 'Bot token',
    placeholder: 'MTIz…',
    steps: [
      'Open the Discord developer portal and create a new application.',
      'Under Bot, switch on “Message Content Intent” and press Reset Token.',
      'Copy the token and paste it here. Then invite the bot to a server of yours, and write to it in a direct message.',
    ],
    link: { url: 'https://discord.com/developers/applications', text: 'Open the developer portal' },
  },
};

/** How people learn who they are at a messenger: what the form for it says. */
export interface OwnerHelp {
  label: string;
  placeholder: string;
  /** What to do before the form can be filled in; `{bot}` is the channel's name. */
  text: string;
}

export const OWNER_HELP: Partial<Record<ChannelKind, OwnerHelp>> = {
  telegram: {
    label: 'Your Telegram user id',
    placeholder: '123456789',
    text: 'Your agent listens to you alone, so it has to know who you are. Write anything to {bot} in Telegram: it answers with your user id. Copy the number and paste it here. The pairing code in the same answer is not needed.',
  },
  discord: {
    label: 'Your Discord user id',
    placeholder: '112233445566778899',
    text: 'Your agent listens to you alone, so it has to know who you are. Send {bot} a direct message in Discord: it answers with your user id. Copy the number and paste it here. The pairing code in the same answer is not needed.',
  },
  whatsapp: {
    label: 'Your phone number',
    placeholder: '+49 170 1234567',
    text: 'Your agent answers in your chat with yourself, and never writes to your contacts. If the phone you linked is a second one, say from which number you will write.',
  },
};

export const CHANNEL_ICONS: Record<ChannelKind, IconName> = {
  telegram: 'telegram',
  discord: 'discord',
  whatsapp: 'whatsapp',
  web: 'chat',
};

export function needsToken(kind: ChannelKind): boolean {
  return kind in TOKEN_HELP;
}
