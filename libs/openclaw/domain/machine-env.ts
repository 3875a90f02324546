import type { SecretRef } from './config-types.js';

/** Names of the environment variables of a machine; the secret ones are delivered as app secrets, never as env. */
export const SECRET_ENV = {
  anthropicKey: 'ANTHROPIC_API_KEY',
  gatewayToken: 'OPENCLAW_GATEWAY_TOKEN',
  proxyToken: 'AUTOMNA_PROXY_TOKEN',
  telegramToken: 'TELEGRAM_BOT_TOKEN',
  telegramWebhookSecret: 'TELEGRAM_WEBHOOK_SECRET',
  discordToken: 'DISCORD_BOT_TOKEN',
} as const;
export type SecretEnvName = (typeof SECRET_ENV)[keyof typeof SECRET_ENV];

export const STATE_DIR = '/data';
export const CONFIG_PATH = '/etc/automna/openclaw.json';
export const GATEWAY_PORT = 18789;
/** OpenClaw takes Telegram's webhooks on a listener of its own. */
export const TELEGRAM_WEBHOOK_PORT = 8787;
export const TELEGRAM_WEBHOOK_PATH = '/telegram-webhook';
/** Telegram delivers webhooks to 443, 80, 88 and 8443 only; 443 belongs to the gateway. */
export const TELEGRAM_PUBLIC_PORT = 8443;

/**
 * The plain environment of a machine. Nothing here is secret: Fly shows it to every holder of a read token.
 * READONLY: the config is ours; without it OpenClaw may bring back an older copy of the file at start.
 */
export const MACHINE_ENV: Readonly<Record<string, string>> = {
  OPENCLAW_STATE_DIR: STATE_DIR,
  OPENCLAW_CONFIG_PATH: CONFIG_PATH,
  OPENCLAW_CONFIG_READONLY: '1',
  OPENCLAW_NO_AUTO_UPDATE: '1',
  OPENCLAW_DISABLE_BONJOUR: '1',
};

export function fromEnv(id: SecretEnvName): SecretRef {
  return { source: 'env', provider: 'default', id };
}
