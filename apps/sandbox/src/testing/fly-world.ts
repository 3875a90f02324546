import { expect } from '@jest/globals';
import { createFlyVendor } from '../fly/index.js';
import { startSandbox } from '../kernel/index.js';
import { flyClient } from './fly-client.js';
import { VendorSpec } from './vendor-spec.js';

/** The parts of a machine the specs look at. */
export interface Machine {
  id: string;
  state: string;
  version: string;
  region: string;
  config: {
    env?: Record<string, string>;
    metadata?: Record<string, string>;
    services?: { autostop: unknown }[];
  };
  nonce?: string;
  events: { type: string; status: string }[];
}

export const services = [
  { protocol: 'tcp', internal_port: 18789, autostop: 'stop', autostart: true, min_machines_running: 0 },
];
export const config = {
  image: 'ghcr.io/openclaw/openclaw:2026.9.6',
  guest: { cpu_kind: 'shared', cpus: 2, memory_mb: 2048 },
  services,
};

/** A fast Fly stand-in with the app `automna-u-1`, and short words for what one does with it. */
export async function flyWorld() {
  const spec = VendorSpec.load('fly-machines');
  const vendor = createFlyVendor({ bootMs: 40, stopMs: 10, startupMs: 0, rateLimits: false });
  const sandbox = await startSandbox([vendor], { ports: { fly: 0 } });
  const call = flyClient(() => sandbox.urls['fly'] ?? '', spec);
  const at = (machine: Machine, rest = '') => `/v1/apps/automna-u-1/machines/${machine.id}${rest}`;
  const wait = (machine: Machine, state: string) =>
    call(`GET ${at(machine)}/wait?state=${state}&version=${machine.version}&timeout=5`);
  const create = async (extra: object = {}) =>
    (await call<Machine>('POST /v1/apps/automna-u-1/machines', { config, ...extra })).body;
  const running = async (extra: object = {}) => {
    const machine = await create(extra);
    expect((await wait(machine, 'started')).status).toBe(200);
    return machine;
  };
  const stateOf = async (machine: Machine) => (await call<Machine>(`GET ${at(machine)}`)).body.state;
  const volumeIn = async (region: string) =>
    (await call<{ id: string }>('POST /v1/apps/automna-u-1/volumes', { name: 'data', region, size_gb: 1 }))
      .body.id;
  const reset = async () => {
    await call('POST /_sandbox/reset?all=1');
    await call('POST /v1/apps', { name: 'automna-u-1', org_slug: 'personal' });
  };
  return { sandbox, call, at, wait, create, running, stateOf, volumeIn, reset };
}
