import type { FastifyReply, FastifyRequest } from 'fastify';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { ProxyError } from '../gateway/proxy.js';
import type { Machine } from '../state/types.js';
import type { OpenClawHost, RunningGateway } from './openclaw-host.js';
import { configAsSent } from './process-config.js';

/** How long the proxy keeps knocking at a port that does not open. A gateway opens it 10 to 20 s after its start. */
const KNOCK_MS = 10_000;
const KNOCK_PAUSE_MS = 250;
/** Between this proxy and one side only; a body that was read has no other encoding or length than ours. */
const NOT_FORWARDED = new Set([
  ...['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'expect'],
  ...['host', 'content-length', 'accept-encoding'],
]);
/** Addresses kept for documentation: the visitor of this computer, and the app's own. */
const VISITOR = '203.0.113.7';
const APP_ADDRESS = '198.51.100.1';
const TELEGRAM_PATH = '/telegram-webhook';
const RPC_PATH = '/api/v1/admin/rpc';

/** Hands a request to the machine's real gateway, and its answer back as it comes. */
export async function forward(
  host: OpenClawHost,
  machine: Machine,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const gateway = await host.gatewayOf(machine);
  if (!gateway) throw new ProxyError(502, `machine ${machine.id} went away`);
  mustBeOpen(machine, gateway, isWebhook(request.url));
  const path = `/${request.url.split('/').slice(3).join('/')}`;
  const body = bodyOf(request);
  // Whoever asked may hang up: then nobody knocks any more, and the agent may stop thinking.
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  const answer = await knock(gateway, { path, body, request, signal: left.signal });
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !NOT_FORWARDED.has(name)) reply.header(name, value);
  }
  reply.code(answer.statusCode ?? 502);
  if (path === RPC_PATH && methodOf(request.body) === 'config.get') {
    return reply.send(asSent(await textOf(answer), gateway));
  }
  return reply.send(answer);
}

interface Call {
  path: string;
  body: Buffer | undefined;
  request: FastifyRequest;
  signal: AbortSignal;
}

/** Tries again only while nothing listens: then nothing can have arrived. */
async function knock(gateway: RunningGateway, call: Call): Promise<IncomingMessage> {
  const deadline = performance.now() + KNOCK_MS;
  for (;;) {
    try {
      return await send(gateway, call);
    } catch (error) {
      const closed = (error as { code?: string }).code === 'ECONNREFUSED';
      const over = call.signal.aborted || performance.now() > deadline;
      if (!closed || !gateway.process.running || over) {
        throw new ProxyError(502, closed ? 'the machine does not listen yet' : 'the machine hung up');
      }
      await new Promise((resolve) => setTimeout(resolve, KNOCK_PAUSE_MS));
    }
  }
}

function send(gateway: RunningGateway, { path, body, request, signal }: Call): Promise<IncomingMessage> {
  const headers = Object.entries(request.headers).filter(([name]) => !NOT_FORWARDED.has(name));
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port: isWebhook(path) ? gateway.webhookPort : gateway.process.port,
        method: request.method,
        path,
        signal,
        headers: {
          ...Object.fromEntries(headers),
          // What the vendor's proxy adds: it names the visitor, and itself last. OpenClaw lets nobody in who came
          // through a proxy that `gateway.trustedProxies` does not name.
          'fly-client-ip': VISITOR,
          'x-forwarded-for': `${VISITOR}, ${APP_ADDRESS}`,
          'x-forwarded-proto': 'https',
          ...(body ? { 'content-length': body.length } : {}),
        },
      },
      resolve,
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

const isWebhook = (url: string) => (url.split('?', 1)[0] ?? '').endsWith(TELEGRAM_PATH);

/**
 * On this computer every port can be reached. On the real thing only those that a service leads to, and only when the
 * gateway listens to more than itself: what was sent has to say both.
 */
function mustBeOpen(machine: Machine, { changes }: RunningGateway, webhook: boolean): void {
  const sent = (name: string) => changes.find(({ path }) => path.join('.') === name)?.sent;
  const port = Number(
    webhook ? (sent('channels.telegram.webhookPort') ?? 8787) : (sent('gateway.port') ?? 18789),
  );
  const host = webhook ? (sent('channels.telegram.webhookHost') ?? '127.0.0.1') : sent('gateway.bind');
  if (['127.0.0.1', 'localhost', 'loopback'].includes(String(host))) {
    throw new ProxyError(502, `port ${port} of machine ${machine.id} listens to the machine itself only`);
  }
  if (!machine.config.services?.some((service) => service.internal_port === port)) {
    throw new ProxyError(502, `no service of machine ${machine.id} leads to port ${port}`);
  }
}

/** The body was parsed on its way in; JSON is written anew. */
function bodyOf({ body }: FastifyRequest): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

const methodOf = (body: unknown) => (body as { method?: unknown } | undefined)?.method;

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** `config.get` as if nothing had been changed for this computer: what was sent is what a control plane compares with. */
function asSent(text: string, { changes }: RunningGateway): string {
  try {
    const answer = JSON.parse(text) as { payload?: Record<string, unknown> };
    const { payload } = answer;
    if (!payload) return text;
    for (const [name, value] of Object.entries(payload)) {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        payload[name] = configAsSent(value as Record<string, unknown>, changes);
      }
    }
    if (typeof payload['raw'] === 'string') {
      payload['raw'] = JSON.stringify(
        configAsSent(JSON.parse(payload['raw']) as Record<string, unknown>, changes),
        null,
        2,
      );
    }
    return JSON.stringify(answer);
  } catch {
    return text;
  }
}
