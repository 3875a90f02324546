import type { FastifyInstance, FastifyRequest } from 'fastify';
import { asObject, BadSandboxInput, onlyFields, type Vendor, type VendorContext } from '../kernel/index.js';
import { errorBody, MailError } from './errors.js';
import { parseMail } from './mail-input.js';
import { Outbox, type Mail, type OutboxState } from './outbox.js';
import { listPage, mailPage, missingPage, PAGE_HEADERS } from './pages.js';

/** Settings of the stand-in for Resend. */
export interface MailVendorOptions {
  /** The vendor's 2 requests a second; off by default, also switched by POST /_sandbox/mail/settings. */
  rateLimit?: boolean;
}

/** What is kept across restarts. */
interface MailState {
  outbox: OutboxState | undefined;
  rateLimit: boolean;
}

const LIMIT_PER_SECOND = 2;

/** The stand-in for api.resend.com, with an inbox page at `/` and the same as JSON at `/inbox`. */
export function createMailVendor(options: MailVendorOptions = {}): Vendor {
  const settings = { rateLimit: options.rateLimit ?? false };
  let outbox: Outbox | undefined;
  let recent: number[] = [];

  function register(app: FastifyInstance, ctx: VendorContext): void {
    const box = new Outbox(ctx.clock);
    outbox = box;
    app.setNotFoundHandler((_request, reply) =>
      reply.code(404).send(errorBody(404, 'The requested endpoint does not exist.')),
    );
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      const status = error.statusCode ?? 500;
      const known = error instanceof MailError ? error : undefined;
      return reply
        .code(status)
        .headers(known?.headers ?? {})
        .send(errorBody(status, error.message, known?.code));
    });

    app.post('/emails', (request) => {
      checkKey(request, 'send');
      checkRate();
      const key = request.headers['idempotency-key'];
      if (typeof key === 'string' && key.length > 256) {
        throw new MailError(
          400,
          'invalid_idempotency_key',
          'The idempotency key must be at most 256 characters.',
        );
      }
      return { id: box.send(parseMail(request.body), typeof key === 'string' ? key : undefined) };
    });
    app.get<{ Params: { id: string } }>('/emails/:id', (request) => {
      checkKey(request, 'read');
      checkRate();
      const mail = box.get(request.params.id);
      if (!mail) throw new MailError(404, 'not_found', 'Email not found');
      return emailView(mail);
    });

    app.get('/', (request, reply) => {
      const to = recipientOf(request);
      return reply.headers(PAGE_HEADERS).send(listPage(box.list(to), to));
    });
    app.get('/inbox', (request) => box.list(recipientOf(request)).map(inboxView));
    app.get<{ Params: { id: string } }>('/inbox/:id/view', (request, reply) => {
      const mail = box.get(request.params.id);
      return reply
        .code(mail ? 200 : 404)
        .headers(PAGE_HEADERS)
        .send(mail ? mailPage(mail) : missingPage());
    });
    app.post('/_sandbox/mail/settings', (request, reply) => {
      try {
        const input = asObject(request.body, 'The settings');
        onlyFields(input, ['rateLimit'], 'The settings');
        if (typeof input['rateLimit'] !== 'boolean')
          throw new BadSandboxInput('rateLimit must be true or false.');
        settings.rateLimit = input['rateLimit'];
        return settings;
      } catch (error) {
        return reply.code(400).send({ error: (error as Error).message });
      }
    });
  }

  function checkRate(): void {
    if (!settings.rateLimit) return;
    const now = performance.now();
    recent = recent.filter((at) => now - at < 1000);
    if (recent.length >= LIMIT_PER_SECOND) {
      throw new MailError(
        429,
        'rate_limit_exceeded',
        'Too many requests. You can only make 2 requests per second.',
        {
          'ratelimit-limit': String(LIMIT_PER_SECOND),
          'ratelimit-remaining': '0',
          'ratelimit-reset': '1',
          'retry-after': '1',
        },
      );
    }
    recent.push(now);
  }

  return {
    name: 'mail',
    register,
    reset() {
      outbox?.reset();
      recent = [];
      settings.rateLimit = options.rateLimit ?? false;
    },
    save: (): MailState => ({ outbox: outbox?.save(), rateLimit: settings.rateLimit }),
    load(state) {
      const kept = state as MailState;
      if (kept.outbox) outbox?.load(kept.outbox);
      settings.rateLimit = kept.rateLimit;
    },
    errorBody: (status, message) => errorBody(status, message),
    snapshot: () => ({ settings, mails: outbox?.list().length ?? 0 }),
  };
}

/** The address asked for, '' for all; the first one when there are several. */
function recipientOf(request: FastifyRequest): string {
  const [to] = [(request.query as { to?: string | string[] }).to].flat();
  return to ?? '';
}

/** 401 when missing, 403 when wrong; a key with `restricted` may send but not read. */
function checkKey(request: FastifyRequest, what: 'send' | 'read'): void {
  const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (!key) throw new MailError(401, 'missing_api_key', 'Missing API key in the authorization header.');
  if (!/^re_\w{6,}$/.test(key) || /revoked|invalid/i.test(key))
    throw new MailError(403, 'invalid_api_key', 'API key is invalid');
  if (what === 'read' && /restricted/i.test(key)) {
    throw new MailError(401, 'restricted_api_key', 'This API key is restricted to only send emails');
  }
}

function emailView(mail: Mail) {
  const { id, to, from, created_at, subject, html, text, bcc, cc, reply_to, last_event } = mail;
  const message_id = `<${id}@sandbox.mail>`;
  const bodies = { ...(html === null ? {} : { html }), ...(text === null ? {} : { text }) };
  return {
    object: 'email',
    id,
    message_id,
    to,
    from,
    created_at,
    subject,
    ...bodies,
    bcc,
    cc,
    reply_to,
    last_event,
  };
}

function inboxView({ id, to, from, subject, html, text, created_at }: Mail) {
  return { id, to, from, subject, html, text, created_at };
}
