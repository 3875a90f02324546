import { createHash } from 'node:crypto';
import type { FlyMachine, FlyMachineConfig, FlyVolume } from '../adapters/fly-types.js';

/** A call as scripts see it: `POST apps/:app/machines`. */
export interface SeenCall {
  name: string;
  body: Record<string, unknown>;
  query: URLSearchParams;
  headers: Headers;
}

/** What a script does to a call: answer in Fly's stead, or throw. Undefined lets it through. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a script that only looks returns nothing
export type Script = (call: SeenCall) => Response | undefined | void;

interface App {
  name: string;
  key: string;
  org: string;
  ips: { ip: string; shared: boolean; region: string }[];
  secrets: Map<string, string>;
  secretsVersion: number;
  volumes: FlyVolume[];
  machines: (FlyMachine & { version: string; secretsSeen: number; booted: ReadonlyMap<string, string> })[];
  lease: string | null;
}

/** Fly in memory, with the rules we rely on: idempotency keys, versions, leases, mounts that exclude each other. */
export class FakeFly {
  private static counter = 0;
  readonly apps = new Map<string, App>();
  readonly calls: string[] = [];
  /** Before the call is carried out. */
  before: Script = () => undefined;
  /** After it was carried out, instead of the answer. */
  after: Script = () => undefined;
  /** State a new or updated machine is in at once. */
  bootsTo = 'started';
  /** State a machine is in at once when it is told to stop. */
  stopsTo = 'stopped';

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const text = await request.text();
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const path = url.pathname.replace(/^\/v1\//, '').split('/');
    const name = `${request.method} ${template(path)}`;
    const call: SeenCall = { name, body, query: url.searchParams, headers: request.headers };
    this.calls.push(name);
    const early = this.before(call);
    if (early) return early;
    const answer = this.answer(name, path, call);
    return this.after(call) ?? answer;
  };

  app(name: string): App {
    const app = this.apps.get(name);
    if (!app) throw new Error(`no app ${name}`);
    return app;
  }

  /** Everything that costs money. */
  inventory(): { apps: number; volumes: number; machines: number } {
    const apps = [...this.apps.values()];
    return {
      apps: apps.length,
      volumes: apps.flatMap((app) => app.volumes).length,
      machines: apps.flatMap((app) => app.machines).length,
    };
  }

  private answer(name: string, path: string[], { body, query, headers }: SeenCall): Response {
    if (name === 'POST apps') return this.createApp(body);
    const app = this.apps.get(path[1] ?? '');
    if (!app) return refuse(404, 'app not found');
    const machine = app.machines.find(({ id }) => id === path[3]);
    switch (name) {
      case 'GET apps/:app':
        return json({ name: app.name, organization: { slug: app.org } });
      case 'GET apps/:app/ip_assignments':
        return json({ ips: app.ips });
      case 'POST apps/:app/ip_assignments':
        return this.assignIp(app, String(body['type']));
      case 'GET apps/:app/secrets':
        return json({ secrets: [...app.secrets.keys()].map((secret) => ({ name: secret })) });
      case 'POST apps/:app/secrets':
        return this.setSecrets(app, body['values'] as Record<string, string | null>);
      case 'GET apps/:app/volumes':
        return json(app.volumes);
      case 'POST apps/:app/volumes':
        return this.createVolume(app, body);
      case 'DELETE apps/:app/volumes/:id':
        app.volumes = app.volumes.filter(({ id }) => id !== path[3]);
        return json({});
      case 'GET apps/:app/machines':
        return json(app.machines.filter(({ config }) => matches(config, query)));
      case 'POST apps/:app/machines':
        return this.createMachine(app, body);
    }
    if (!machine) return refuse(404, 'machine not found');
    switch (name) {
      case 'GET apps/:app/machines/:id':
        return json(machine);
      case 'POST apps/:app/machines/:id':
        return this.updateMachine(app, machine, body, headers);
      case 'GET apps/:app/machines/:id/wait':
        if (query.get('state') === 'stopped' && !query.get('version'))
          return refuse(400, 'version is required');
        return machine.state === query.get('state') ? json({ ok: true }) : refuse(408, 'deadline exceeded');
      case 'POST apps/:app/machines/:id/start':
      case 'POST apps/:app/machines/:id/restart':
        machine.state = this.bootsTo;
        machine.booted = new Map(app.secrets);
        return json({ ok: true });
      case 'POST apps/:app/machines/:id/exec':
        return this.exec(machine, body['command']);
      case 'POST apps/:app/machines/:id/stop':
        if (app.lease && headers.get('fly-machine-lease-nonce') !== app.lease)
          return refuse(409, 'machine is leased');
        machine.state = this.stopsTo;
        return json({ ok: true });
      case 'POST apps/:app/machines/:id/lease':
        if (app.lease) return refuse(409, 'machine is leased');
        app.lease = `nonce${this.next()}`;
        return json({ status: 'success', data: { nonce: app.lease } }, 201);
      case 'DELETE apps/:app/machines/:id/lease':
        if (headers.get('fly-machine-lease-nonce') === app.lease) app.lease = null;
        return json({ status: 'success', data: { ok: true } });
    }
    throw new Error(`the fake does not know ${name}`);
  }

  private createApp({ name, idempotency_key: key, org_slug: org }: Record<string, unknown>): Response {
    const taken = this.apps.get(String(name));
    if (taken && taken.key !== key) return refuse(422, 'Name has already been taken', 'name_taken');
    if (!taken) {
      this.apps.set(String(name), {
        ...{ name: String(name), key: String(key), org: String(org), ips: [], secrets: new Map() },
        ...{ secretsVersion: 0, volumes: [], machines: [], lease: null },
      });
    }
    return json({ id: `app${this.next()}`, created_at: 1 }, 201);
  }

  private assignIp(app: App, type: string): Response {
    const shared = type === 'shared_v4';
    const ip = {
      ip: shared ? `66.241.0.${this.next()}` : `2a09:8280:1::${this.next()}`,
      shared,
      region: 'global',
    };
    app.ips.push(ip);
    return json(ip);
  }

  private setSecrets(app: App, values: Record<string, string | null>): Response {
    for (const [name, value] of Object.entries(values)) {
      if (value === null) app.secrets.delete(name);
      else app.secrets.set(name, value);
    }
    app.secretsVersion += 1;
    return json({ secrets: [], version: app.secretsVersion });
  }

  private createVolume(app: App, body: Record<string, unknown>): Response {
    const volume: FlyVolume = {
      id: `vol_${this.next()}`,
      name: String(body['name']),
      region: String(body['region']),
      state: 'created',
      attached_machine_id: null,
    };
    app.volumes.push(volume);
    return json(volume);
  }

  private createMachine(app: App, body: Record<string, unknown>): Response {
    const config = body['config'] as FlyMachineConfig;
    const volume = app.volumes.find(({ id }) => id === config.mounts?.[0]?.volume);
    if (!volume) return refuse(400, 'volume does not exist');
    if (volume.attached_machine_id) return refuse(412, 'volume is attached');
    if (volume.region !== body['region']) return refuse(400, 'volume is in another region');
    if (Number(body['min_secrets_version'] ?? 0) > app.secretsVersion) return refuse(400, 'no such secrets');
    const machine = {
      id: `m${this.next()}`,
      name: String(body['name']),
      state: this.bootsTo,
      region: volume.region ?? '',
      version: `v${this.next()}`,
      config,
      secretsSeen: app.secretsVersion,
      booted: new Map(app.secrets),
    };
    volume.attached_machine_id = machine.id;
    app.machines.push(machine);
    return json(machine);
  }

  private updateMachine(
    app: App,
    machine: App['machines'][number],
    body: Record<string, unknown>,
    headers: Headers,
  ) {
    if (app.lease && headers.get('fly-machine-lease-nonce') !== app.lease)
      return refuse(409, 'machine is leased');
    if (body['current_version'] && body['current_version'] !== machine.version)
      return refuse(409, 'version changed');
    machine.config = body['config'] as FlyMachineConfig;
    machine.version = `v${this.next()}`;
    machine.secretsSeen = app.secretsVersion;
    if (body['skip_launch'] !== true) {
      machine.state = this.bootsTo;
      machine.booted = new Map(app.secrets);
    }
    return json(machine);
  }

  /** Knows the one question we ask, and answers it from what the machine booted with. */
  private exec(machine: App['machines'][number], command: unknown): Response {
    if (machine.state !== 'started') return refuse(412, 'machine is not started');
    const name = /^printf %s "\$(\w+)" \| sha256sum$/.exec(String((command as string[])[2]))?.[1];
    if (!name) return json({ exit_code: 127, stdout: '', stderr: 'not found' });
    const digest = createHash('sha256')
      .update(machine.booted.get(name) ?? '')
      .digest('hex');
    return json({ stdout: `${digest}  -\n` });
  }

  /** Unique among all fakes: ids at Fly are, and our tables rely on it. */
  private next(): number {
    FakeFly.counter += 1;
    return FakeFly.counter;
  }
}

export function refuse(status: number, error: string, code = 'unknown'): Response {
  return json({ error, status: code }, status);
}

/** What fetch throws when the connection breaks. */
export function dropped(): never {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

function template(path: string[]): string {
  return path.map((part, index) => (index === 1 ? ':app' : index === 3 ? ':id' : part)).join('/');
}

function matches(config: FlyMachineConfig | undefined, query: URLSearchParams): boolean {
  return [...query].every(
    ([key, value]) =>
      !key.startsWith('metadata.') || config?.metadata?.[key.slice('metadata.'.length)] === value,
  );
}
