import { notFound } from '../errors.js';
import type { App, Machine, Volume } from './types.js';

/** What the store holds, as plain data. */
export interface FlyRecords {
  apps: App[];
  machines: Machine[];
  volumes: Volume[];
}

/** How many destroyed machines and volumes are remembered, for listings with include_deleted. */
const KEPT_DESTROYED = 1000;

/** Everything the vendor knows. */
export class FlyStore {
  readonly apps = new Map<string, App>();
  readonly machines = new Map<string, Machine>();
  readonly volumes = new Map<string, Volume>();

  /** An app, or 404. */
  app(name: string): App {
    const app = this.apps.get(name);
    if (!app) throw notFound(`app "${name}"`);
    return app;
  }

  /** A machine of an app, destroyed ones included, or 404. */
  machine(app: string, id: string): Machine {
    this.app(app);
    const machine = this.machines.get(id);
    if (machine?.app !== app) throw notFound(`machine "${id}"`);
    return machine;
  }

  /** A volume of an app, or 404. */
  volume(app: string, id: string): Volume {
    this.app(app);
    const volume = this.volumes.get(id);
    if (volume?.app !== app) throw notFound(`volume "${id}"`);
    return volume;
  }

  /** Machines of an app that still exist. */
  machinesOf(app: string): Machine[] {
    return [...this.machines.values()].filter((it) => it.app === app && it.state !== 'destroyed');
  }

  /** Volumes of an app that still exist. */
  volumesOf(app: string): Volume[] {
    return [...this.volumes.values()].filter((it) => it.app === app && it.state === 'created');
  }

  /** Drops what was destroyed longest ago, so that a long run does not fill the memory. */
  forgetOldest(): void {
    dropOldest(this.machines, (machine) => machine.state === 'destroyed');
    dropOldest(this.volumes, (volume) => volume.state === 'pending_destroy');
  }

  /** Everything as plain data. */
  save(): FlyRecords {
    const { apps, machines, volumes } = this;
    return { apps: [...apps.values()], machines: [...machines.values()], volumes: [...volumes.values()] };
  }

  /** Goes on with what `save` gave. */
  load({ apps, machines, volumes }: FlyRecords): void {
    this.reset();
    for (const app of apps) this.apps.set(app.name, app);
    for (const machine of machines) this.machines.set(machine.id, machine);
    for (const volume of volumes) this.volumes.set(volume.id, volume);
  }

  reset(): void {
    this.apps.clear();
    this.machines.clear();
    this.volumes.clear();
  }
}

function dropOldest<T>(records: Map<string, T>, gone: (record: T) => boolean): void {
  // Maps keep the order of creation, which is near enough.
  const ids = [...records].filter(([, record]) => gone(record)).map(([id]) => id);
  for (const id of ids.slice(0, Math.max(0, ids.length - KEPT_DESTROYED))) records.delete(id);
}
