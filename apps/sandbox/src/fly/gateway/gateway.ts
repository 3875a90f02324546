import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fly } from '../fly.js';
import { forward } from '../openclaw/forward.js';
import { OPENCLAW_VERSION } from '../openclaw/install.js';
import { runsGateway } from '../state/command.js';
import { realNow } from '../state/real-time.js';
import type { Machine, Process } from '../state/types.js';
import { agentConfig, at, resolved } from './agent-config.js';
import { chatCompletions } from './chat.js';
import { machineBehind, ProxyError } from './proxy.js';
import { rpc } from './rpc.js';

interface AppRoute {
  Params: { app: string; '*': string };
}

/** A running agent: its machine and the process that booted on it. */
export interface Agent {
  machine: Machine;
  process: Process;
}

/** `/_apps/{app}/*` stands for https://{app}.fly.dev/*: Fly's proxy with an OpenClaw gateway behind it. */
export function gatewayRoutes(server: FastifyInstance, fly: Fly): void {
  server.setErrorHandler((error: Error & { status?: number; statusCode?: number }, _request, reply) =>
    reply
      .code(error.status ?? error.statusCode ?? 500)
      .header('fly-request-id', 'sandbox')
      .send({
        error: {
          message: error.message,
          type: error instanceof ProxyError ? 'proxy_error' : 'invalid_request_error',
        },
      }),
  );
  // Whatever the content type: the agent reads JSON, webhooks may say anything.
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  server.all<AppRoute>('/_apps/:app', (request, reply) => serve(request, reply));
  server.all<AppRoute>('/_apps/:app/*', (request, reply) => serve(request, reply));

  async function serve(request: FastifyRequest<AppRoute>, reply: FastifyReply): Promise<unknown> {
    const machine = await machineBehind(fly, request.params.app);
    if (!runsGateway(machine.config)) throw new ProxyError(502, `nothing listens on machine ${machine.id}`);
    if (fly.openclaw) return forward(fly.openclaw, machine, request, reply);
    const process = machine.process;
    if (!process) throw new ProxyError(502, `machine ${machine.id} went away`);
    const agent: Agent = { machine, process };
    switch (`${request.method} /${request.params['*'] ?? ''}`) {
      case 'GET /health':
      case 'GET /healthz':
        return { ok: true, status: 'live' };
      case 'GET /startup':
      case 'GET /startupz':
        return startup(agent, reply);
      case 'GET /ready':
      case 'GET /readyz':
        return started(agent)
          ? { ready: true, failing: [] }
          : reply.code(503).send({ ready: false, failing: ['startup'] });
      case 'POST /v1/chat/completions':
        if (!enabled(agent, 'gateway', 'http', 'endpoints', 'chatCompletions', 'enabled')) break;
        return authorised(agent, request, reply) ? chatCompletions(fly, agent, request, reply) : reply;
      case 'POST /api/v1/admin/rpc':
        if (!enabled(agent, 'plugins', 'entries', 'admin-http-rpc', 'enabled')) break;
        return authorised(agent, request, reply) ? rpc(fly, agent, request, reply) : reply;
      case 'POST /telegram-webhook':
        return telegramWebhook(agent, request, reply);
    }
    return reply.code(404).type('text/plain').send('Not Found');
  }
}

/** True once the gateway is past its start-up. */
export function started({ process }: Agent): boolean {
  return realNow() >= process.readyAt;
}

function startup(agent: Agent, reply: FastifyReply): unknown {
  if (!started(agent)) return reply.code(503).send({ ok: false, status: 'starting' });
  const uptimeMs = Math.round(realNow() - agent.process.bootedAt);
  return { ok: true, status: 'started', version: OPENCLAW_VERSION, uptimeMs };
}

/** Endpoints are off unless the agent's config turns them on. A machine without a config file has them all. */
function enabled(agent: Agent, ...path: string[]): boolean {
  const config = agentConfig(agent.machine);
  return config === undefined || at(config.parsed, ...path) === true;
}

function authorised({ process }: Agent, request: FastifyRequest, reply: FastifyReply): boolean {
  const token = process.env['OPENCLAW_GATEWAY_TOKEN'];
  // Without a token the gateway makes up its own, which nobody knows.
  if (token && request.headers.authorization === `Bearer ${token}`) return true;
  void reply.code(401).send({ error: { message: 'Unauthorized', type: 'unauthorized' } });
  return false;
}

function telegramWebhook({ machine, process }: Agent, request: FastifyRequest, reply: FastifyReply): unknown {
  const telegram = at(agentConfig(machine)?.parsed, 'channels', 'telegram');
  if (at(telegram, 'enabled') !== true) return reply.code(404).type('text/plain').send('Not Found');
  const secret = resolved(at(telegram, 'webhookSecret'), process.env);
  if (!secret || request.headers['x-telegram-bot-api-secret-token'] !== secret) return reply.code(401).send();
  return reply.header('x-openclaw-delivery-accepted', 'durable').send({ ok: true });
}
