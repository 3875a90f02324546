import { AppConfig } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FlyError } from './fly-error.js';
import type { FlyAction } from './fly-pacing.js';
import { type FlyCall, FlyTransport } from './fly-transport.js';
import type { FlySnapshot } from './fly-types.js';

const SNAPSHOT_TIMEOUT_MS = 60_000;

/** The calls that end something at Fly, and the snapshots that come first. Gone already is as good as removed. */
@Injectable()
export class FlyRemoval {
  constructor(
    private readonly transport: FlyTransport,
    private readonly config: AppConfig,
  ) {}

  async snapshots(app: string, volumeId: string, signal?: AbortSignal): Promise<FlySnapshot[]> {
    const path = `apps/${app}/volumes/${volumeId}/snapshots`;
    const call = { method: 'get', app, action: 'snapshots.list', path, repeatable: true, signal } as const;
    return (await this.transport.send<FlySnapshot[] | null>(call)) ?? [];
  }

  /** Two are no harm: they share their blocks, and age away by themselves. */
  async createSnapshot(app: string, volumeId: string, signal?: AbortSignal): Promise<void> {
    await this.transport.send({
      method: 'post',
      app,
      action: 'snapshots.create',
      path: `apps/${app}/volumes/${volumeId}/snapshots`,
      repeatable: false,
      timeoutMs: SNAPSHOT_TIMEOUT_MS,
      signal,
    });
  }

  /** Only one that has stopped: without force Fly refuses the others. */
  async destroyMachine(app: string, id: string, leaseNonce: string, signal?: AbortSignal): Promise<void> {
    const headers = { 'fly-machine-lease-nonce': leaseNonce };
    await this.remove(app, 'machine.destroy', `apps/${app}/machines/${id}`, { headers, signal });
  }

  async releaseIp(app: string, ip: string, signal?: AbortSignal): Promise<void> {
    await this.remove(app, 'ips.release', `apps/${app}/ip_assignments/${encodeURIComponent(ip)}`, { signal });
  }

  /** An app that is empty: without force Fly refuses one with running machines. */
  async deleteApp(app: string, signal?: AbortSignal): Promise<void> {
    // Fly allows a hundred deletions of apps a minute to all of us together, so the turn is the organisation's.
    await this.remove(`org:${this.config.fly.org}`, 'app.delete', `apps/${app}`, { signal });
  }

  private async remove(
    app: string,
    action: FlyAction,
    path: string,
    rest: Pick<FlyCall, 'headers' | 'signal'>,
  ): Promise<void> {
    try {
      await this.transport.send({ method: 'delete', app, action, path, repeatable: true, ...rest });
    } catch (error) {
      if (!(error instanceof FlyError) || error.failure !== 'not_found') throw error;
    }
  }
}
