import {
  type ChannelSight,
  ChannelEntity,
  ChannelSightEntity,
  ChannelSights,
  type CostTotals,
  type GatewayAdmin,
  type GatewayClient,
  GatewayError,
  type GatewayFailure,
  type LoginSight,
  type LogTail,
  type OpenClawConfig,
} from '@automna/openclaw';
import type { FlyInventory } from '../adapters/fly-inventory.js';
import type { FlyOrgMachine } from '../adapters/fly-types.js';
import { AgentLook } from '../watch/agent-look.service.js';
import { AgentUsage } from '../watch/agent-usage.service.js';
import { ConfigWatch } from '../watch/config-watch.service.js';
import { Doctor } from '../watch/doctor.service.js';
import { KeyWatch } from '../watch/key-watch.service.js';
import { UsageWatch } from '../watch/usage-watch.service.js';
import { WatchPass } from '../watch/watch-pass.service.js';
import type { ProvisioningWorld } from './provisioning-world.js';

/** An agent as its gateway shows it; tests change it as they go. */
export interface FakeAgent {
  /** Null: what it was given. */
  config: Record<string, unknown> | null;
  channels: Record<string, ChannelSight['state']>;
  log: { file: string; lines: string[] };
  tokens: number;
  refreshing: boolean;
  /** What goes wrong instead of an answer. */
  fails: GatewayFailure | null;
  /** What happens while it is asked. */
  during: (() => Promise<void>) | null;
  login: LoginSight;
  startup: 'started' | 'starting' | 'silent';
}

/** The watch over one world's machine, with a gateway in memory unless one is `given`. */
export function openWatchBench(
  world: ProvisioningWorld,
  given?: { gateway: GatewayAdmin; inventory: FlyInventory },
) {
  const { store, observations, proofs, clock, flyClient, database, parts, live } = world;
  const { unitOfWork, desired, updater, lease, timeline, exec } = parts;
  const agent: FakeAgent = {
    config: null,
    channels: {},
    log: { file: 'one.log', lines: [] },
    tokens: 0,
    refreshing: false,
    fails: null,
    during: null,
    login: { state: 'ended' },
    startup: 'started',
  };
  const calls: string[] = [];
  const answering = async <T>(name: string, answer: () => T | Promise<T>): Promise<T> => {
    calls.push(name);
    if (agent.fails) throw new GatewayError(agent.fails, 'no');
    await agent.during?.();
    return answer();
  };
  const wantedConfig = async (): Promise<Record<string, unknown>> => {
    const wanted = await desired.forChange(await world.machine());
    const config: OpenClawConfig | undefined = wanted?.blueprint.openclaw;
    return JSON.parse(JSON.stringify(config)) as Record<string, unknown>;
  };
  const gateway: Pick<GatewayAdmin, keyof GatewayAdmin> = {
    config: () => answering('config', () => agent.config ?? wantedConfig()),
    channels: () =>
      answering(
        'channels',
        () => new Map(Object.entries(agent.channels).map(([kind, state]) => [kind, { state }])),
      ),
    logs: (_address, cursor) =>
      answering('logs', (): LogTail => {
        const { file, lines } = agent.log;
        return { file, cursor: lines.length, size: lines.length, lines: lines.slice(cursor ?? 0) };
      }),
    cost: (_address, days) =>
      answering('cost', (): CostTotals => {
        const { tokens: totalTokens, refreshing } = agent;
        const rest = { outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
        return {
          days,
          inputTokens: totalTokens,
          totalTokens,
          costUsd: totalTokens / 1000,
          refreshing,
          ...rest,
        };
      }),
    startLogin: () => answering('login.start', () => agent.login),
    loginState: () => answering('login.wait', () => agent.login),
  };
  const sights = new ChannelSights(
    ...([database.getRepository(ChannelEntity), database.getRepository(ChannelSightEntity)] as const),
    ...([unitOfWork, timeline, clock] as const),
  );
  const admin = given?.gateway ?? (gateway as GatewayAdmin);
  const usage = new UsageWatch(observations, admin, clock);
  const doctor = new Doctor(
    ...([
      store,
      observations,
      desired,
      flyClient,
      exec,
      updater,
      lease,
      unitOfWork,
      timeline,
      clock,
    ] as const),
  );
  const configs = new ConfigWatch(
    ...([observations, admin, desired, flyClient, lease, unitOfWork, timeline, clock] as const),
  );
  const keys = new KeyWatch(observations, admin, unitOfWork, clock);
  const look = new AgentLook(
    ...([store, observations, desired, flyClient, admin, proofs, configs, keys, usage, sights] as const),
    ...([doctor, unitOfWork, clock] as const),
  );
  /** Fly's listing of the organisation, from the fake. */
  const listed = {
    machines: () => {
      calls.push('list');
      const machines: FlyOrgMachine[] = [...world.fly.apps.values()].flatMap((app) => app.machines);
      return Promise.resolve({ machines, blindRegions: [] });
    },
  } as Partial<FlyInventory> as FlyInventory;
  const inventory = given?.inventory ?? listed;
  const client = { startup: () => Promise.resolve(agent.startup) } as Partial<GatewayClient> as GatewayClient;
  const signal = new AbortController().signal;

  return {
    agent,
    calls,
    admin,
    client,
    sights,
    doctor,
    usage: new AgentUsage(store, observations, live, desired, usage, clock),
    look: async (): Promise<boolean> => look.look((await world.machine()).id, signal),
    pass: (): Promise<string> => new WatchPass(database, inventory, look, clock).run(signal),
    seen: async () => observations.of((await world.machine()).id),
    /** The machine at Fly. */
    atFly: async () => {
      const [machine] = world.fly.app((await world.machine()).appName).machines;
      if (!machine) throw new Error('no machine');
      return machine;
    },
    said: (name: string) =>
      world.published.filter((event) => event.name === name).map(({ payload }) => payload),
    told: (kind: string): number => world.timeline.filter((entry) => entry.kind === kind).length,
    jobs: async (kind: string): Promise<number> => {
      const like = `%${(await world.machine()).id}%`;
      const sql = 'SELECT 1 FROM outbox_jobs WHERE kind = ? AND payload LIKE ?';
      return ((await database.query(sql, [kind, like])) as unknown[]).length;
    },
  };
}

export type WatchBench = ReturnType<typeof openWatchBench>;

/** A line as OpenClaw writes it when Anthropic turns it away. */
export function refusalLine(reason: string, at: Date): string {
  const event = {
    event: 'model_fallback_decision',
    decision: 'candidate_failed',
    reason,
    candidateProvider: 'anthropic',
    status: 401,
  };
  return JSON.stringify({ '0': 'model-fallback/decision', '1': event, time: at.toISOString() });
}
