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
      'Copy the token and paste it here. Then invite the bot to your server.',
    ],
    link: { url: 'https://discord.com/developers/applications', text: 'Open the developer portal' },
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
