import { type ChannelKind, type PlanName, shouldSleepWhenIdle } from '@automna/contracts';
import type { ChannelOwners } from './channel-owner.js';
import type { ChannelsBlock, CommandsBlock, WhatsAppBlock } from './config-types.js';
import {
  fromEnv,
  SECRET_ENV,
  TELEGRAM_PUBLIC_PORT,
  TELEGRAM_WEBHOOK_PATH,
  TELEGRAM_WEBHOOK_PORT,
} from './machine-env.js';

/** No group is listened to, and no chat may rewrite the channel's settings. */
const COMMON = { enabled: true, groupPolicy: 'allowlist', configWrites: false } as const;

/**
 * A bot listens to its owner alone. Until it knows who that is it listens to nobody, but tells everyone who writes the
 * number they have there: that is how owners learn theirs.
 */
function botAccess(owner: string | undefined) {
  return owner ? { dmPolicy: 'allowlist' as const, allowFrom: [owner] } : { dmPolicy: 'pairing' as const };
}

/**
 * A linked phone is its owner's own number: strangers there are their friends, who must never hear from an agent. The
 * owner talks to it in the chat with themselves, or from the number they named.
 */
function whatsapp(owner: string | undefined): WhatsAppBlock {
  return owner
    ? { ...COMMON, dmPolicy: 'allowlist', allowFrom: [owner] }
    : { ...COMMON, dmPolicy: 'allowlist', allowFrom: [], selfChatMode: true };
}

/**
 * Where Telegram delivers: on Fly the machine's address with a port of its own; an address that already names a port
 * (a stand-in) is taken as it is.
 */
export function telegramWebhookUrl(appUrl: string): string {
  const url = new URL(appUrl);
  if (url.protocol === 'https:' && url.port === '') url.port = String(TELEGRAM_PUBLIC_PORT);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${TELEGRAM_WEBHOOK_PATH}`;
  return url.toString();
}

/** True when Telegram has to knock (webhook) because the machine sleeps; otherwise OpenClaw polls. */
export function telegramUsesWebhook(plan: PlanName): boolean {
  return shouldSleepWhenIdle(plan);
}

/** The `channels` block. Web chat needs none: it is the gateway's own HTTP endpoint. */
export function channelBlocks(
  plan: PlanName,
  kinds: readonly ChannelKind[],
  appUrl: string,
  owners: ChannelOwners,
): ChannelsBlock {
  const blocks: ChannelsBlock = {};
  if (kinds.includes('telegram')) {
    blocks.telegram = {
      ...COMMON,
      ...botAccess(owners.telegram),
      botToken: fromEnv(SECRET_ENV.telegramToken),
    };
    if (telegramUsesWebhook(plan)) {
      Object.assign(blocks.telegram, {
        webhookUrl: telegramWebhookUrl(appUrl),
        webhookSecret: fromEnv(SECRET_ENV.telegramWebhookSecret),
        webhookPath: TELEGRAM_WEBHOOK_PATH,
        webhookHost: '0.0.0.0',
        webhookPort: TELEGRAM_WEBHOOK_PORT,
      });
    }
  }
  if (kinds.includes('discord')) {
    blocks.discord = {
      ...COMMON,
      ...botAccess(owners.discord),
      token: fromEnv(SECRET_ENV.discordToken),
    };
  }
  if (kinds.includes('whatsapp')) blocks.whatsapp = whatsapp(owners.whatsapp);
  return blocks;
}

/** Names the owner as the one who gives commands: without one, heartbeats have nobody to tell what they found. */
export function commandsBlock(
  kinds: readonly ChannelKind[],
  owners: ChannelOwners,
): CommandsBlock | undefined {
  const ownerAllowFrom = kinds.flatMap((kind) => (owners[kind] ? [`${kind}:${owners[kind]}`] : []));
  return ownerAllowFrom.length > 0 ? { ownerAllowFrom } : undefined;
}
