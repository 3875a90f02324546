import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';

interface BotRoute {
  Params: { token: string; method: string };
}

/** What `save` gives, by token. */
export interface Webhook {
  url: string;
  secretToken: string;
  maxConnections: number;
  allowedUpdates: string[];
}

/** Bots with a webhook that are remembered; the longest untouched go first. */
const MAX_BOTS = 10_000;
const SHAPE = /^(\d{6,12}):[\w-]{35}$/;

/** The Bot API's token check and webhook registration. The digits of a token say what it does. */
export class Telegram {
  private readonly webhooks = new Map<string, Webhook>();
  private changed: () => void = () => undefined;

  /** `changed` is told when a webhook was set or deleted: the Bot API lets a GET do that. */
  register(app: FastifyInstance, changed: () => void): void {
    this.changed = changed;
    // The Bot API takes GET and POST alike, parameters in the query, a form or JSON.
    app.route<BotRoute>({
      method: ['GET', 'POST'],
      url: '/bot:token/:method',
      handler: (request, reply) => this.handle(request, reply),
    });
  }

  reset(): void {
    this.webhooks.clear();
  }

  /** The webhooks by token. */
  save(): Map<string, Webhook> {
    return this.webhooks;
  }

  /** Goes on with what `save` gave. */
  load(webhooks: Map<string, Webhook>): void {
    this.reset();
    for (const [token, webhook] of webhooks) this.keep(token, webhook);
  }

  /** Bots with a webhook, for the sandbox's state. */
  snapshot(): unknown {
    return [...this.webhooks].map(([token, { url }]) => ({ bot: token.split(':', 1)[0], url }));
  }

  private handle(request: FastifyRequest<BotRoute>, reply: FastifyReply): unknown {
    const { token, method } = request.params;
    const digits = SHAPE.exec(token)?.[1];
    if (!digits) return failed(reply, 404, 'Not Found');
    if (digits.startsWith('401')) return failed(reply, 401, 'Unauthorized');
    if (digits.startsWith('429'))
      return failed(reply, 429, 'Too Many Requests: retry after 3', { retry_after: 3 });
    const input = { ...fieldsOf(request.query), ...fieldsOf(request.body) };
    switch (method.toLowerCase()) {
      case 'getme':
        return { ok: true, result: botOf(digits) };
      case 'setwebhook':
        return this.setWebhook(token, input, reply);
      case 'deletewebhook':
        this.keep(token, undefined);
        return { ok: true, result: true, description: 'Webhook was deleted' };
      case 'getwebhookinfo':
        return { ok: true, result: infoOf(this.webhooks.get(token)) };
      default:
        return failed(reply, 404, 'Not Found');
    }
  }

  private setWebhook(token: string, input: Record<string, unknown>, reply: FastifyReply): unknown {
    const url = typeof input['url'] === 'string' ? input['url'] : '';
    if (url === '') {
      this.keep(token, undefined);
      return { ok: true, result: true, description: 'Webhook was deleted' };
    }
    // The vendor wants HTTPS; on this machine plain HTTP has to do.
    if (!/^https:\/\/.+/.test(url) && !/^http:\/\/(127\.\d+\.\d+\.\d+|localhost)[:/]/.test(url)) {
      return failed(reply, 400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
    }
    const secretToken = typeof input['secret_token'] === 'string' ? input['secret_token'] : '';
    if (!/^[\w-]{0,256}$/.test(secretToken)) {
      return failed(reply, 400, 'Bad Request: secret token contains unallowed characters');
    }
    const maxConnections = Number(input['max_connections'] ?? 40);
    if (!Number.isInteger(maxConnections) || maxConnections < 1 || maxConnections > 100) {
      return failed(reply, 400, 'Bad Request: max_connections must be a whole number from 1 to 100');
    }
    const allowed = input['allowed_updates'];
    this.keep(token, {
      url,
      secretToken,
      maxConnections,
      allowedUpdates: Array.isArray(allowed) ? allowed.map(String) : [],
    });
    return { ok: true, result: true, description: 'Webhook was set' };
  }

  private keep(token: string, webhook: Webhook | undefined): void {
    this.webhooks.delete(token);
    if (webhook) this.webhooks.set(token, webhook);
    if (this.webhooks.size > MAX_BOTS) this.webhooks.delete(this.webhooks.keys().next().value ?? '');
    this.changed();
  }
}

/** Parameters by name; a body that is no object has none. */
function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function botOf(digits: string) {
  const short = createHash('sha256').update(digits).digest('hex').slice(0, 6);
  return {
    id: Number(digits),
    is_bot: true,
    first_name: `Sandbox bot ${short}`,
    username: `sandbox_${short}_bot`,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

function infoOf(webhook: Webhook | undefined) {
  const base = { url: webhook?.url ?? '', has_custom_certificate: false, pending_update_count: 0 };
  if (!webhook) return base;
  const { maxConnections, allowedUpdates } = webhook;
  return {
    ...base,
    max_connections: maxConnections,
    ...(allowedUpdates.length > 0 ? { allowed_updates: allowedUpdates } : {}),
  };
}

/** The Bot API's error shape. */
export function telegramError(status: number, description: string, parameters?: object) {
  return { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) };
}

function failed(reply: FastifyReply, status: number, description: string, parameters?: object): unknown {
  return reply.code(status).send(telegramError(status, description, parameters));
}
