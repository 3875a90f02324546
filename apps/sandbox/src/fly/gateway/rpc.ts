import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, randomUUID } from 'node:crypto';
import type { Fly } from '../fly.js';
import { agentConfig, at } from './agent-config.js';
import type { Agent } from './gateway.js';
import { RpcRefused } from './rpc-refused.js';
import { loginStart, loginWait } from './web-login.js';
import { linkOf } from './whatsapp-link.js';

type Params = Record<string, unknown>;

const METHODS: Record<string, (fly: Fly, agent: Agent, params: Params) => unknown> = {
  'commands.list': () => ({ methods: Object.keys(METHODS) }),
  health: (fly, agent) => health(fly, agent),
  status: (fly, agent) => ({
    runtimeVersion: '2026.9.6',
    heartbeat: {
      defaultAgentId: 'main',
      agents: [{ agentId: 'main', enabled: heartbeatSeconds(agent) > 0 }],
    },
    channelSummary: Object.keys(channelsOf(fly, agent)).map((channel) => `${channel}: configured`),
    queuedSystemEvents: [],
    tasks: {
      total: agent.machine.agent.turns,
      failures: agent.machine.agent.logsGone + agent.machine.agent.logs.length,
    },
    sessions: { count: agent.machine.agent.turns > 0 ? 1 : 0, defaults: { model: modelOf(agent) } },
  }),
  'config.get': (_fly, agent) => configGet(agent),
  'channels.status': (fly, agent) => channelsStatus(fly, agent),
  'web.login.start': loginStart,
  'web.login.wait': loginWait,
  'usage.cost': (fly, agent, params) => usageCost(fly, agent, Number(params['days']) || 30),
  'logs.tail': (_fly, agent, params) => {
    const { logs, logsGone } = agent.machine.agent;
    const from = Math.max(0, (Number(params['cursor']) || 0) - logsGone);
    const lines = logs.slice(from).slice(-Math.max(1, Number(params['limit']) || 200));
    const size = logsGone + logs.length;
    return { file: '/tmp/openclaw/openclaw.log', cursor: size, size, lines };
  },
};

/** The admin RPC over HTTP: `{id?, method, params?}` -> `{id, ok, payload}`. */
export async function rpc(
  fly: Fly,
  agent: Agent,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const body = (request.body ?? {}) as { id?: unknown; method?: unknown; params?: unknown };
  const id = typeof body.id === 'string' ? body.id : randomUUID();
  const name = typeof body.method === 'string' ? body.method : '';
  // hasOwn: "constructor" is no method of the agent.
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method) {
    const message = `method not allowed: ${String(body.method)}`;
    return reply.code(400).send({ id, ok: false, error: { code: 'INVALID_REQUEST', message } });
  }
  try {
    return { id, ok: true, payload: await method(fly, agent, (body.params ?? {}) as Params) };
  } catch (error) {
    if (!(error instanceof RpcRefused)) throw error;
    const { code, message, status } = error;
    return reply.code(status).send({ id, ok: false, error: { code, message } });
  }
}

function health(fly: Fly, agent: Agent): unknown {
  return {
    ok: true,
    ts: fly.clock.now().getTime(),
    durationMs: 3,
    defaultAgentId: 'main',
    heartbeatSeconds: heartbeatSeconds(agent),
    channels: channelsOf(fly, agent),
    channelOrder: Object.keys(channelsOf(fly, agent)),
    configReload: { hotReloadStatus: 'active' },
    agents: [{ agentId: 'main', isDefault: true }],
    sessions: { count: agent.machine.agent.turns > 0 ? 1 : 0 },
  };
}

function channelsStatus(fly: Fly, agent: Agent): unknown {
  const channels = channelsOf(fly, agent);
  const accounts = Object.entries(channels).map(([name, state]) => [
    name,
    [{ accountId: 'default', ...state }],
  ]);
  return {
    ts: fly.clock.now().getTime(),
    channelOrder: Object.keys(channels),
    channels,
    channelAccounts: Object.fromEntries(accounts),
  };
}

function channelsOf(fly: Fly, agent: Agent): Record<string, object> {
  const configured = (at(agentConfig(agent.machine)?.parsed, 'channels') ?? {}) as Record<
    string,
    { enabled?: boolean } | null
  >;
  return Object.fromEntries(
    Object.entries(configured)
      .filter(([, channel]) => channel?.enabled !== false)
      .map(([name]) => [name, name === 'whatsapp' ? whatsappStatus(fly, agent) : RUNNING]),
  );
}

/** The others need a token only, and nobody with a phone. */
const RUNNING = { configured: true, running: true, linked: true, statusState: 'running' };

function whatsappStatus(fly: Fly, { machine, process }: Agent): object {
  const link = linkOf(fly, machine);
  // It listens for messages from the next boot on, or once somebody was told that the code was scanned.
  const running = link !== undefined && !process.login;
  return {
    configured: true,
    statusState: link ? 'linked' : 'not-linked',
    linked: link !== undefined,
    authAgeMs: link ? fly.clock.now().getTime() - link.linkedAt : null,
    self: { e164: link?.e164 ?? null, jid: link ? `${link.e164.slice(1)}@s.whatsapp.net` : null, lid: null },
    running,
    connected: running,
    lastError: null,
  };
}

function configGet(agent: Agent): unknown {
  const config = agentConfig(agent.machine);
  const parsed = redacted(config?.parsed ?? { gateway: { mode: 'local' } });
  const hash = createHash('sha256')
    .update(config?.raw ?? '')
    .digest('hex');
  return {
    exists: config !== undefined,
    valid: true,
    hash,
    raw: JSON.stringify(parsed),
    parsed,
    resolved: parsed,
    issues: [],
  };
}

function usageCost(fly: Fly, agent: Agent, days: number): unknown {
  const { inputTokens, outputTokens } = agent.machine.agent;
  const inputCost = (inputTokens * 1) / 1e6;
  const outputCost = (outputTokens * 5) / 1e6;
  const totals = {
    input: inputTokens,
    output: outputTokens,
    cacheRead: 0,
    cacheWrite: 0,
    totalTokens: inputTokens + outputTokens,
    inputCost,
    outputCost,
    totalCost: inputCost + outputCost,
    missingCostEntries: 0,
  };
  const now = fly.clock.now();
  const daily = totals.totalTokens === 0 ? [] : [{ date: now.toISOString().slice(0, 10), ...totals }];
  return { updatedAt: now.getTime(), days, daily, totals, cacheStatus: { status: 'fresh' } };
}

function heartbeatSeconds(agent: Agent): number {
  const every = at(agentConfig(agent.machine)?.parsed, 'agents', 'defaults', 'heartbeat', 'every') ?? '30m';
  const [, amount, unit] = /^(\d+)([smh])$/.exec(String(every)) ?? [];
  return Number(amount ?? 0) * ({ s: 1, m: 60, h: 3600 }[unit ?? 's'] ?? 1);
}

/** The model the agent talks to, without the provider's name. */
export function modelOf(agent: Agent): string {
  const primary = at(agentConfig(agent.machine)?.parsed, 'agents', 'defaults', 'model', 'primary');
  return String(primary ?? 'anthropic/claude-sonnet-4-6').replace(/^anthropic\//, '');
}

/** Config without secrets, the way the agent itself shows it. */
function redacted(value: unknown, name = ''): unknown {
  if (typeof value === 'string' && /token|secret|apiKey|password/i.test(name)) return '__OPENCLAW_REDACTED__';
  if (Array.isArray(value)) return value.map((item) => redacted(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, key)]));
}
