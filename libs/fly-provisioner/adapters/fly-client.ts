import { AppConfig, type Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FlyError } from './fly-error.js';
import type { FlyAction } from './fly-pacing.js';
import { type FlyCall, FlyTransport } from './fly-transport.js';
import type {
  FlyApp,
  FlyIp,
  FlyIpType,
  FlyMachine,
  FlyMachineCreate,
  FlyMachineUpdate,
  FlySecret,
  FlyVolume,
  FlyVolumeRequest,
} from './fly-types.js';

/** Fly may take its time to place a machine or a volume on a host. */
const PLACING_TIMEOUT_MS = 60_000;

const LEASE_HEADER = 'fly-machine-lease-nonce';

/** Options of a call somebody may be waiting for. */
export type CallOptions = Pick<FlyCall, 'timeoutMs' | 'attempts' | 'paced' | 'patienceMs' | 'signal'>;

type Rest = Omit<FlyCall, 'method' | 'app' | 'action' | 'path' | 'repeatable'>;
type Post = Rest & { repeatable: boolean };

/** Fly's Machines API, one method per call. Each throws {@link FlyError}; creating calls are never repeated blindly. */
@Injectable()
export class FlyClient {
  constructor(
    private readonly transport: FlyTransport,
    private readonly config: AppConfig,
  ) {}

  getApp(app: string, signal?: AbortSignal): Promise<FlyApp | null> {
    return orNull(this.get<FlyApp>(app, 'app.get', `apps/${app}`, { signal }));
  }

  /** The key makes a repeated request answer with the app of the first one. */
  async createApp(app: string, idempotencyKey: string, signal?: AbortSignal): Promise<void> {
    const body = { name: app, org_slug: this.config.fly.org, idempotency_key: idempotencyKey };
    await this.post(app, 'app.create', 'apps', { repeatable: true, body, signal });
  }

  async listIps(app: string, signal?: AbortSignal): Promise<FlyIp[]> {
    const { ips } = await this.get<{ ips?: FlyIp[] }>(app, 'ips.list', `apps/${app}/ip_assignments`, {
      signal,
    });
    return ips ?? [];
  }

  async assignIp(app: string, type: FlyIpType, signal?: AbortSignal): Promise<FlyIp> {
    const body = { type, org_slug: this.config.fly.org };
    return this.post(app, 'ips.assign', `apps/${app}/ip_assignments`, { repeatable: false, body, signal });
  }

  async listSecrets(app: string, signal?: AbortSignal): Promise<FlySecret[]> {
    const answer = await this.get<{ secrets?: FlySecret[] }>(app, 'secrets.list', `apps/${app}/secrets`, {
      signal,
    });
    return answer.secrets ?? [];
  }

  /**
   * Sets (or, with null, removes) app secrets. The machine sees them after its next update or start. Answers with the
   * version an update has to ask for.
   */
  async setSecrets(
    app: string,
    secrets: Readonly<Record<string, Secret | null>>,
    signal?: AbortSignal,
  ): Promise<number> {
    const values = Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [name, value?.reveal() ?? null]),
    );
    const { version } = await this.post<{ version?: number }>(app, 'secrets.set', `apps/${app}/secrets`, {
      repeatable: true,
      body: { values },
      signal,
    });
    if (version === undefined) throw new FlyError('unavailable', 'Fly named no version for the secrets');
    return version;
  }

  listVolumes(app: string, signal?: AbortSignal): Promise<FlyVolume[]> {
    return this.get(app, 'volumes.list', `apps/${app}/volumes`, { signal });
  }

  createVolume(app: string, volume: FlyVolumeRequest, signal?: AbortSignal): Promise<FlyVolume> {
    const timeoutMs = PLACING_TIMEOUT_MS;
    return this.post(app, 'volumes.create', `apps/${app}/volumes`, {
      repeatable: false,
      body: volume,
      timeoutMs,
      signal,
    });
  }

  /** Gone already is as good as removed. */
  async deleteVolume(app: string, volumeId: string, signal?: AbortSignal): Promise<void> {
    await orNull(this.remove(app, 'volumes.delete', `apps/${app}/volumes/${volumeId}`, { signal }));
  }

  /** Machines that are not destroyed, narrowed by metadata. */
  async listMachines(
    app: string,
    metadata: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<FlyMachine[]> {
    const wanted = Object.entries(metadata);
    const query = Object.fromEntries(wanted.map(([key, value]) => [`metadata.${key}`, value]));
    const machines = await this.get<FlyMachine[]>(app, 'machines.list', `apps/${app}/machines`, {
      query,
      signal,
    });
    return machines.filter(
      ({ state, config }) =>
        !state.startsWith('destroy') && wanted.every(([key, value]) => config?.metadata?.[key] === value),
    );
  }

  createMachine(app: string, machine: FlyMachineCreate, signal?: AbortSignal): Promise<FlyMachine> {
    const timeoutMs = PLACING_TIMEOUT_MS;
    return this.post(app, 'machines.create', `apps/${app}/machines`, {
      repeatable: false,
      body: machine,
      timeoutMs,
      signal,
    });
  }

  getMachine(app: string, id: string, options: CallOptions = {}): Promise<FlyMachine | null> {
    return orNull(this.get<FlyMachine>(app, 'machine.get', `apps/${app}/machines/${id}`, options));
  }

  /**
   * Replaces the whole config; a running machine reboots once. `current_version` makes repeating safe: the second one
   * is refused with a conflict.
   */
  updateMachine(
    app: string,
    id: string,
    update: FlyMachineUpdate,
    leaseNonce: string,
    signal?: AbortSignal,
  ): Promise<FlyMachine> {
    return this.post(app, 'machine.update', `apps/${app}/machines/${id}`, {
      repeatable: update.current_version !== undefined,
      body: update,
      timeoutMs: PLACING_TIMEOUT_MS,
      headers: { [LEASE_HEADER]: leaseNonce },
      signal,
    });
  }

  async startMachine(app: string, id: string, options: CallOptions = {}): Promise<void> {
    const path = `apps/${app}/machines/${id}/start`;
    await this.post(app, 'machine.start', path, { repeatable: true, ...options });
  }

  async restartMachine(app: string, id: string, options: CallOptions = {}): Promise<void> {
    const path = `apps/${app}/machines/${id}/restart`;
    await this.post(app, 'machine.restart', path, { repeatable: false, ...options });
  }

  /** Stopping one that is stopped changes nothing. The volume stays, and so does the machine. */
  async stopMachine(app: string, id: string, leaseNonce: string, signal?: AbortSignal): Promise<void> {
    await this.post(app, 'machine.stop', `apps/${app}/machines/${id}/stop`, {
      repeatable: true,
      headers: { [LEASE_HEADER]: leaseNonce },
      signal,
    });
  }

  /** Blocks at Fly until the machine is started. False when that takes longer, which is no error. */
  waitUntilStarted(app: string, id: string, seconds: number, signal?: AbortSignal): Promise<boolean> {
    return this.waitFor(app, id, { state: 'started', timeout: seconds }, signal);
  }

  /** The same for a machine on its way down; Fly wants to know which version of it. */
  waitUntilStopped(
    app: string,
    id: string,
    version: string,
    seconds: number,
    signal?: AbortSignal,
  ): Promise<boolean> {
    return this.waitFor(app, id, { state: 'stopped', version, timeout: seconds }, signal);
  }

  private async waitFor(
    app: string,
    id: string,
    query: { state: string; timeout: number; version?: string },
    signal?: AbortSignal,
  ): Promise<boolean> {
    try {
      await this.get(app, 'machine.wait', `apps/${app}/machines/${id}/wait`, {
        query,
        timeoutMs: (query.timeout + 10) * 1000,
        attempts: 1,
        signal,
      });
      return true;
    } catch (error) {
      if (error instanceof FlyError && error.facts.status === 408) return false;
      throw error;
    }
  }

  /** Fly's own lease on the machine: nobody else changes it meanwhile. 409 when another holds it. */
  async acquireLease(app: string, id: string, ttlSeconds: number, signal?: AbortSignal): Promise<string> {
    const lease = await this.post<{ nonce?: string; data?: { nonce?: string } }>(
      app,
      'machine.lease',
      `apps/${app}/machines/${id}/lease`,
      { repeatable: false, body: { ttl: ttlSeconds, description: 'automna update' }, signal },
    );
    const nonce = lease.data?.nonce ?? lease.nonce;
    if (!nonce) throw new FlyError('unavailable', 'Fly gave a lease without a nonce');
    return nonce;
  }

  async releaseLease(app: string, id: string, nonce: string): Promise<void> {
    const path = `apps/${app}/machines/${id}/lease`;
    await orNull(this.remove(app, 'machine.release', path, { headers: { [LEASE_HEADER]: nonce } }));
  }

  private get<T>(app: string, action: FlyAction, path: string, rest: Rest): Promise<T> {
    return this.transport.send<T>({ method: 'get', app, action, path, repeatable: true, ...rest });
  }

  private post<T>(app: string, action: FlyAction, path: string, rest: Post): Promise<T> {
    return this.transport.send<T>({ method: 'post', app, action, path, ...rest });
  }

  private remove<T>(app: string, action: FlyAction, path: string, rest: Rest): Promise<T> {
    return this.transport.send<T>({ method: 'delete', app, action, path, repeatable: true, ...rest });
  }
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof FlyError && error.failure === 'not_found') return null;
    throw error;
  }
}
