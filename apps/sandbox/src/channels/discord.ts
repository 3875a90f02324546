import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';

const SHAPE = /^([\w-]{18,30})\.[\w-]{6,7}\.[\w-]{27,60}$/;
/** The bot may read message text (application flag "gateway message content, limited"). */
const MESSAGE_CONTENT_LIMITED = 1 << 19;

/** Discord's token check. The text of a token says what it does. */
export function discordRoutes(app: FastifyInstance): void {
  app.get('/api/v10/users/@me', (request, reply) => {
    const token = tokenOf(request, reply);
    return token === undefined ? reply : userOf(token);
  });
  app.get('/api/v10/applications/@me', (request, reply) => {
    const token = tokenOf(request, reply);
    if (token === undefined) return reply;
    const user = userOf(token);
    const flags = /nointent/i.test(token) ? 0 : MESSAGE_CONTENT_LIMITED;
    return {
      id: user.id,
      name: user.username,
      description: '',
      icon: null,
      bot_public: true,
      flags,
      bot: user,
    };
  });
}

/** Discord's error shape. */
export function discordError(status: number, message: string) {
  return { message: `${status}: ${message}`, code: 0 };
}

function tokenOf(request: FastifyRequest, reply: FastifyReply): string | undefined {
  const token = /^Bot (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const refused = !request.headers['user-agent'] || !SHAPE.test(token) || /revoked/i.test(token);
  if (refused) {
    void reply.code(401).send(discordError(401, 'Unauthorized'));
    return undefined;
  }
  if (/ratelimited/i.test(token)) {
    const body = { message: 'You are being rate limited.', retry_after: 2, global: false };
    void reply.code(429).header('retry-after', '2').send(body);
    return undefined;
  }
  return token;
}

function userOf(token: string) {
  const [head = ''] = token.split('.');
  // The first part of a real token is the bot's id in base64.
  const decoded = Buffer.from(head, 'base64url').toString('latin1');
  const hash = createHash('sha256').update(head).digest();
  const id = /^\d{15,20}$/.test(decoded) ? decoded : String(hash.readBigUInt64BE() | (1n << 60n));
  return {
    id,
    username: `sandbox-${hash.toString('hex').slice(0, 6)}`,
    discriminator: '0000',
    global_name: null,
    avatar: null,
    bot: true,
    flags: 0,
    public_flags: 0,
    verified: true,
    mfa_enabled: true,
    locale: 'en-US',
  };
}
