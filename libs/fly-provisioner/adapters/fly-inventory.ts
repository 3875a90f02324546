import { AppConfig } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type { FlyAction } from './fly-pacing.js';
import { FlyTransport } from './fly-transport.js';
import type { FlyAppLine, FlyOrgMachine, FlyOrgMachines, FlyOrgVolume, FlyOrgVolumes } from './fly-types.js';

/** Fly's most. The number of requests is one for every thousand things, however many customers they belong to. */
const PAGE = 1_000;

export interface ListOptions {
  /** Only what changed since; what is destroyed since is then in the list, too. Everything that exists without. */
  since?: Date;
  /** Counts requests. */
  onCall?: () => void;
  signal?: AbortSignal;
}

/** Everything the organisation has at Fly, in lists that do not grow with one request per customer. */
@Injectable()
export class FlyInventory {
  constructor(
    private readonly transport: FlyTransport,
    private readonly config: AppConfig,
  ) {}

  /** Names of all apps; Fly does not page this list. */
  async apps({ onCall, signal }: ListOptions = {}): Promise<string[]> {
    onCall?.();
    const query = { org_slug: this.config.fly.org };
    const { apps } = await this.get<{ apps?: FlyAppLine[] }>('apps.list', 'apps', query, signal);
    return (apps ?? []).flatMap(({ name }) => name ?? []);
  }

  /** Also names the regions Fly could not ask. */
  async machines(options: ListOptions): Promise<{ machines: FlyOrgMachine[]; blindRegions: string[] }> {
    const machines: FlyOrgMachine[] = [];
    const blind = new Set<string>();
    for await (const page of this.pages<FlyOrgMachines>('org.machines', 'machines', options)) {
      machines.push(...(page.machines ?? []));
      for (const region of page.error_regions ?? []) blind.add(region);
    }
    return { machines, blindRegions: [...blind] };
  }

  async volumes(options: ListOptions): Promise<FlyOrgVolume[]> {
    const volumes: FlyOrgVolume[] = [];
    for await (const page of this.pages<FlyOrgVolumes>('org.volumes', 'volumes', options)) {
      volumes.push(...(page.volumes ?? []));
    }
    return volumes;
  }

  /** A page may be short or even empty while more follow: only the missing cursor ends the list. */
  private async *pages<T extends { next_cursor?: string }>(
    action: FlyAction,
    what: string,
    { since, onCall, signal }: ListOptions,
  ): AsyncGenerator<T> {
    const filter: Record<string, string> = since
      ? { updated_after: since.toISOString(), include_deleted: 'true' }
      : {};
    for (let cursor: string | undefined; ;) {
      onCall?.();
      const query = { ...filter, limit: PAGE, ...(cursor ? { cursor } : {}) };
      const page: T = await this.get<T>(action, `orgs/${this.config.fly.org}/${what}`, query, signal);
      yield page;
      if (!page.next_cursor || page.next_cursor === cursor) return;
      cursor = page.next_cursor;
    }
  }

  private get<T>(
    action: FlyAction,
    path: string,
    query: Record<string, string | number>,
    signal?: AbortSignal,
  ): Promise<T> {
    const app = `org:${this.config.fly.org}`;
    return this.transport.send<T>({
      method: 'get',
      app,
      action,
      path,
      query,
      repeatable: true,
      timeoutMs: 30_000,
      signal,
    });
  }
}
