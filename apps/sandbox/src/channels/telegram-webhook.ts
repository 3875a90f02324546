import type { Bot, Webhook } from './telegram-bots.js';
import { Refused } from './telegram-messages.js';

/** The ports Telegram delivers to. */
const PORTS = ['', '443', '80', '88', '8443'];

/** The webhook a call asks for; undefined for an empty address, which deletes. @throws Refused when Telegram would. */
export function webhookFrom(input: Record<string, unknown>): Webhook | undefined {
  const url = typeof input['url'] === 'string' ? input['url'] : '';
  if (url === '') return undefined;
  mustBeReachable(url);
  const secretToken = typeof input['secret_token'] === 'string' ? input['secret_token'] : '';
  if (!/^[\w-]{0,256}$/.test(secretToken)) {
    throw new Refused('Bad Request: secret token contains unallowed characters');
  }
  const maxConnections = Number(input['max_connections'] ?? 40);
  if (!Number.isInteger(maxConnections) || maxConnections < 1 || maxConnections > 100) {
    throw new Refused('Bad Request: max_connections must be a whole number from 1 to 100');
  }
  return { url, secretToken, maxConnections, allowedUpdates: listFrom(input['allowed_updates']) };
}

/** `getWebhookInfo`. */
export function webhookInfo(bot: Bot | undefined): object {
  const { webhook, updates = [], lastError } = bot ?? {};
  const base = {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: updates.length,
  };
  if (!webhook) return base;
  const { maxConnections, allowedUpdates } = webhook;
  return {
    ...base,
    max_connections: maxConnections,
    ...(lastError ? { last_error_date: lastError.at, last_error_message: lastError.message } : {}),
    ...(allowedUpdates.length > 0 ? { allowed_updates: allowedUpdates } : {}),
  };
}

/** The vendor wants HTTPS and few ports; on this computer plain HTTP and any port have to do. */
function mustBeReachable(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'http:' && /^(127\.\d+\.\d+\.\d+|localhost)$/.test(url.hostname)) return;
  if (url?.protocol !== 'https:') {
    throw new Refused('Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
  }
  if (!PORTS.includes(url.port)) {
    throw new Refused('Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
}

/** A list, also as the JSON text that a query or a form carries. */
function listFrom(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string' || !value.startsWith('[')) return [];
  try {
    return (JSON.parse(value) as unknown[]).map(String);
  } catch {
    return [];
  }
}
