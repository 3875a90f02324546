import { createHash } from 'node:crypto';
import { type PlanName, shouldSleepWhenIdle } from '@automna/contracts';
import {
  CONFIG_PATH,
  GATEWAY_PORT,
  MACHINE_ENV,
  type OpenClawConfig,
  STATE_DIR,
  TELEGRAM_PUBLIC_PORT,
  TELEGRAM_WEBHOOK_PORT,
} from '@automna/openclaw';
import type { FlyMachineConfig, FlyService } from '../adapters/fly-types.js';

/** Metadata by which a machine is found again and known to be up to date. */
export const META = {
  machine: 'automna_machine',
  config: 'automna_config',
  secrets: 'automna_secrets',
} as const;

export const VOLUME_NAME = 'data';
export const VOLUME_SIZE_GB = 3;
export const SNAPSHOT_DAYS = 7;

/** What the customer's plan and choices say about the machine, without the ids of its parts. */
export interface MachineBlueprint {
  image: string;
  plan: PlanName;
  openclaw: OpenClawConfig;
}

/** The parts of Fly's config that are ours; whatever else a machine's config holds is left alone. */
type ManagedConfig = Required<
  Pick<FlyMachineConfig, 'image' | 'env' | 'files' | 'guest' | 'services' | 'restart' | 'stop_config'>
>;

export function managedConfig({ image, plan, openclaw }: MachineBlueprint): ManagedConfig {
  return {
    image,
    env: { ...MACHINE_ENV },
    files: [
      {
        guest_path: CONFIG_PATH,
        raw_value: Buffer.from(JSON.stringify(openclaw, null, 2)).toString('base64'),
        mode: 0o444,
      },
    ],
    // OpenClaw idles at 0.9 GB and peaks above 1.1 GB.
    guest: { cpu_kind: 'shared', cpus: 1, memory_mb: 2048 },
    services: services(plan, openclaw),
    // "always" would bring back a machine that was put to sleep from within.
    restart: shouldSleepWhenIdle(plan) ? { policy: 'on-failure', max_retries: 10 } : { policy: 'always' },
    // An idle gateway stops within five seconds; a busy one gets time to finish its answer.
    stop_config: { signal: 'SIGTERM', timeout: '30s' },
  };
}

/** Names the content: two equal blueprints have equal hashes. */
export function configHash(blueprint: MachineBlueprint): string {
  return createHash('sha256')
    .update(JSON.stringify(managedConfig(blueprint)))
    .digest('hex')
    .slice(0, 32);
}

export interface MachineIdentity {
  machineId: string;
  volumeId: string;
  secretsVersion: number;
}

/** The config of a new machine. */
export function newMachineConfig(blueprint: MachineBlueprint, identity: MachineIdentity): FlyMachineConfig {
  return {
    ...managedConfig(blueprint),
    mounts: [{ volume: identity.volumeId, path: STATE_DIR }],
    metadata: metadata(blueprint, identity.machineId, identity.secretsVersion),
  };
}

/**
 * The config after a change. Fly replaces the whole config, so everything that is not ours is carried over from the
 * live one: the mount above all, and other people's metadata and files.
 */
export function changedMachineConfig(
  live: FlyMachineConfig,
  blueprint: MachineBlueprint,
  identity: Pick<MachineIdentity, 'machineId' | 'secretsVersion'>,
  options: { held: boolean } = { held: false },
): FlyMachineConfig {
  const ours = managedConfig(blueprint);
  const { init, ...lasting } = live;
  const foreignFiles = (live.files ?? []).filter((file) => file.guest_path !== CONFIG_PATH);
  return {
    ...lasting,
    ...(init === undefined || isInRescue(live) ? {} : { init }),
    ...ours,
    services: ours.services.map((service) => ({ ...service, autostart: !options.held })),
    files: [...foreignFiles, ...ours.files],
    metadata: {
      ...live.metadata,
      ...metadata(blueprint, identity.machineId, identity.secretsVersion),
    },
  };
}

/**
 * A held machine stays down whoever knocks: none of its services may start it. It is read from the machine itself and
 * is no part of the config's hash, so holding and freeing leave the marks of what it was given alone.
 */
export function isHeld(live: FlyMachineConfig | undefined): boolean {
  const services = live?.services ?? [];
  return services.length > 0 && services.every(({ autostart }) => !autostart);
}

/** What a machine does in the agent's stead while its volume is being repaired: nothing, for a quarter of an hour. */
const RESCUE_INIT = { exec: ['/bin/sleep', '900'] } as const;

/** The live config with the agent left out, so that a command can repair what it cannot start with. */
export function rescueConfig(live: FlyMachineConfig): FlyMachineConfig {
  return { ...live, init: RESCUE_INIT };
}

/** Any later update brings the agent back: being in rescue is never right. */
export function isInRescue(live: FlyMachineConfig | undefined): boolean {
  return JSON.stringify(live?.['init']) === JSON.stringify(RESCUE_INIT);
}

/** Whether Fly's copy of the agent's config is ours, byte for byte. A copy Fly does not show counts as right. */
export function carriesConfig(live: FlyMachineConfig | undefined, blueprint: MachineBlueprint): boolean {
  if (!live?.files) return true;
  const file = live.files.find(({ guest_path }) => guest_path === CONFIG_PATH);
  if (!file) return false;
  const [ours] = managedConfig(blueprint).files;
  return file.raw_value === undefined || file.raw_value === ours?.raw_value;
}

/** What a live machine was last given. */
export function deliveredTo(live: FlyMachineConfig | undefined): {
  configHash: string | null;
  secretsVersion: number;
} {
  const version = Number(live?.metadata?.[META.secrets] ?? 0);
  return {
    configHash: live?.metadata?.[META.config] ?? null,
    secretsVersion: Number.isFinite(version) ? version : 0,
  };
}

function metadata(blueprint: MachineBlueprint, machineId: string, secretsVersion: number) {
  return {
    [META.machine]: machineId,
    [META.config]: configHash(blueprint),
    [META.secrets]: String(secretsVersion),
  };
}

/**
 * Sleep mode lives in each service. Fly's proxy stops an idle machine after some minutes (the time cannot be set) and
 * starts it when a request comes in; `autostart` stays on for every plan, so a stopped machine comes back, unless its
 * owner is not served (`held`).
 */
function services(plan: PlanName, openclaw: OpenClawConfig): FlyService[] {
  const sleeps = shouldSleepWhenIdle(plan);
  const common = {
    protocol: 'tcp',
    autostop: sleeps ? 'stop' : 'off',
    autostart: true,
    min_machines_running: 0,
  } as const;
  const gateway: FlyService = {
    ...common,
    internal_port: GATEWAY_PORT,
    ports: [
      { port: 443, handlers: ['tls', 'http'] },
      { port: 80, handlers: ['http'], force_https: true },
    ],
    // Not /readyz: it fails as soon as any one channel is broken.
    checks: [
      {
        type: 'http',
        method: 'get',
        path: '/startupz',
        port: GATEWAY_PORT,
        interval: '15s',
        timeout: '5s',
        grace_period: '60s',
      },
    ],
  };
  if (!openclaw.channels.telegram?.webhookUrl) return [gateway];
  const telegram: FlyService = {
    ...common,
    internal_port: TELEGRAM_WEBHOOK_PORT,
    ports: [{ port: TELEGRAM_PUBLIC_PORT, handlers: ['tls', 'http'] }],
  };
  return [gateway, telegram];
}
