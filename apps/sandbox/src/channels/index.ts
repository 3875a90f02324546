import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { TrafficRecord, Vendor, VendorContext } from '../kernel/index.js';
import { discordError, discordRoutes } from './discord.js';
import { telegramError } from './telegram-answers.js';
import { telegramControl } from './telegram-control.js';
import { Telegram } from './telegram.js';

/** The stand-in for api.telegram.org and discord.com: Discord's token check, Telegram's bots in words. */
export function createChannelsVendor(): Vendor {
  const telegram = new Telegram();
  const bodyFor = (path: string, status: number, message: string) =>
    path.startsWith('/api/') ? discordError(status, message) : telegramError(status, message);

  return {
    name: 'channels',
    async register(app: FastifyInstance, ctx: VendorContext) {
      await app.register(formbody);
      telegram.register(app, ctx);
      telegramControl(app, telegram);
      discordRoutes(app);
      app.setNotFoundHandler((request, reply) =>
        reply.code(404).send(bodyFor(request.url, 404, 'Not Found')),
      );
      app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
        const status = error.statusCode ?? 500;
        return reply.code(status).send(bodyFor(request.url, status, `Bad Request: ${error.message}`));
      });
    },
    reset: () => telegram.reset(),
    save: () => telegram.save(),
    load: (state) => telegram.load(state as ReturnType<Telegram['save']>),
    // Fits both: each client reads its own fields.
    errorBody: (status, message) => ({ ...telegramError(status, message), ...discordError(status, message) }),
    mask: maskBotToken,
    snapshot: () => ({ telegramWebhooks: telegram.snapshot() }),
  };
}

/** Telegram puts the token into the path, and the webhook's secret into the parameters. */
function maskBotToken(entry: TrafficRecord): TrafficRecord {
  const path = entry.path.replace(/^\/bot[^/]*?([^/]{0,4})(?=\/)/, '/bot…$1');
  const { query, requestBody } = entry;
  return {
    ...entry,
    path,
    query: hideSecret(query) as Record<string, unknown>,
    requestBody: hideSecret(requestBody),
  };
}

function hideSecret(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('secret_token' in value)) return value;
  return { ...value, secret_token: '…' };
}
