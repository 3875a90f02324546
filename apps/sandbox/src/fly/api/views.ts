import type { App, Machine, Volume } from '../state/types.js';
import { realNow } from '../state/real-time.js';
import type { FlyStore } from '../state/store.js';

/** An app as the API shows it. */
export function appView(app: App, store: FlyStore) {
  const machines = store.machinesOf(app.name).length;
  return {
    id: app.id,
    internal_numeric_id: app.internalId,
    name: app.name,
    network: app.network,
    status: machines > 0 ? 'deployed' : 'pending',
    machine_count: machines,
    volume_count: store.volumesOf(app.name).length,
    organization: { name: app.orgSlug, slug: app.orgSlug },
  };
}

/** A machine as the API shows it. `summary` leaves out the heavy parts. */
export function machineView(machine: Machine, options: { summary?: boolean; leases?: boolean } = {}) {
  const { lease } = machine;
  const light = {
    id: machine.id,
    name: machine.name,
    state: machine.state,
    region: machine.region,
    version: machine.version,
    instance_id: machine.version,
    private_ip: machine.privateIp,
    image_ref: imageRef(machine.config.image),
    created_at: machine.createdAt,
    updated_at: machine.updatedAt,
    cordoned: machine.cordoned,
  };
  const lent =
    options.leases && lease
      ? { lease: { description: lease.description, expires_at: lease.expires_at, owner: lease.owner } }
      : {};
  if (options.summary) return { ...light, ...lent };
  return {
    ...light,
    ...lent,
    ...configOf(machine),
    checks: checksOf(machine),
    events: machine.events.slice(0, 20),
    host_status: machine.hostStatus,
  };
}

/** Without its host nobody knows the whole config: what is left is not enough to make the machine again. */
function configOf({ config, hostStatus }: Machine) {
  if (hostStatus === 'ok') return { config };
  const { env: _env, files: _files, ...known } = config;
  return { incomplete_config: known };
}

/** A machine in the org-wide listing. */
export function orgMachineView(machine: Machine, summary: boolean) {
  const { guest, image, metadata } = machine.config;
  return {
    id: machine.id,
    app_name: machine.app,
    name: machine.name,
    region: machine.region,
    state: machine.state,
    version: machine.version,
    instance_id: machine.version,
    private_ip: machine.privateIp,
    created_at: machine.createdAt,
    updated_at: machine.updatedAt,
    ...(summary ? {} : { config: { guest, image, ...(metadata ? { metadata } : {}) } }),
  };
}

/** A volume as the API shows it. */
export function volumeView(volume: Volume) {
  const bytes = volume.sizeGb * 1024 ** 3;
  const blocks = Math.floor(bytes / 4096);
  return {
    id: volume.id,
    name: volume.name,
    state: volume.state,
    region: volume.region,
    zone: volume.zone,
    size_gb: volume.sizeGb,
    encrypted: volume.encrypted,
    fstype: volume.fstype,
    type: 'local',
    ...(volume.machineId ? { attached_machine_id: volume.machineId } : {}),
    auto_backup_enabled: volume.autoBackup,
    snapshot_retention: volume.snapshotRetention,
    block_size: 4096,
    blocks,
    blocks_avail: Math.floor(blocks * 0.94),
    blocks_free: Math.floor(blocks * 0.98),
    bytes_total: bytes,
    bytes_used: Math.floor(bytes * 0.02),
    host_status: 'ok',
    created_at: volume.createdAt,
  };
}

function imageRef(image: string) {
  const [, registry = 'docker-hub-mirror.fly.io', rest = image] = /^([^/]+\.[^/]+)\/(.*)$/.exec(image) ?? [];
  const [path = rest, digest] = rest.split('@');
  const [repository = path, tag = 'latest'] = path.split(':');
  return { registry, repository, tag, ...(digest ? { digest } : {}) };
}

function checksOf(machine: Machine) {
  const ready = machine.process !== undefined && realNow() >= machine.process.readyAt;
  const up = machine.state === 'started' && ready;
  return Object.keys(machine.config.checks ?? {}).map((name) => ({
    name,
    status: up ? 'passing' : 'critical',
    output: up ? '200 OK' : 'gone',
    updated_at: machine.updatedAt,
  }));
}
