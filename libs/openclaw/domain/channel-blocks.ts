import { type ChannelKind, type PlanName, shouldSleepWhenIdle } from '@automna/contracts';
import type { ChannelsBlock } from './config-types.js';
import {
  fromEnv,
  SECRET_ENV,
  TELEGRAM_PUBLIC_PORT,
  TELEGRAM_WEBHOOK_PATH,
  TELEGRAM_WEBHOOK_PORT,
} from './machine-env.js';

/** Strangers get a pairing code instead of an answer, and no chat may rewrite the channel's settings. */
const COMMON = { enabled: true, dmPolicy: 'pairing', groupPolicy: 'allowlist', configWrites: false } as const;

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
export function channelBlocks(plan: PlanName, kinds: readonly ChannelKind[], appUrl: string): ChannelsBlock {
  const blocks: ChannelsBlock = {};
  if (kinds.includes('telegram')) {
    blocks.telegram = { ...COMMON, botToken: fromEnv(SECRET_ENV.telegramToken) };
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
  if (kinds.includes('discord')) blocks.discord = { ...COMMON, token: fromEnv(SECRET_ENV.discordToken) };
  if (kinds.includes('whatsapp')) blocks.whatsapp = { ...COMMON };
  return blocks;
}
