import type { FastifyInstance } from 'fastify';
import { badRequest, notFound, precondition } from '../errors.js';
import type { Fly } from '../fly.js';
import { hex, lowerId } from '../state/ids.js';
import { DEFAULT_REGION, isRegion } from '../state/regions.js';
import type { Snapshot, Volume } from '../state/types.js';
import { bodyOf, bool, integer, text } from './input.js';
import { volumeView } from './views.js';

interface VolumeRoute {
  Params: { app: string; volume: string };
}

const CREATE_FIELDS = [
  'name', 'region', 'size_gb', 'encrypted', 'auto_backup_enabled', 'snapshot_retention', 'require_unique_zone',
  'unique_zone_app_wide', 'fstype', 'snapshot_id', 'source_volume_id', 'compute', 'compute_image',
]; // prettier-ignore

const MAX_SNAPSHOTS = 100;

/** Volumes and their snapshots. */
export function volumeRoutes(server: FastifyInstance, fly: Fly): void {
  const { store } = fly;
  const volumeOf = (request: { params: VolumeRoute['Params'] }) =>
    store.volume(request.params.app, request.params.volume);

  server.get<VolumeRoute>('/apps/:app/volumes', (request) => {
    fly.limit('volume.list', request.params.app);
    store.app(request.params.app);
    return store.volumesOf(request.params.app).map(volumeView);
  });

  server.post<VolumeRoute>('/apps/:app/volumes', (request) => {
    fly.limit('volume.create', request.params.app);
    const app = store.app(request.params.app);
    const input = bodyOf(request, CREATE_FIELDS);
    const name = text(input['name'], 'name') ?? '';
    if (!/^[a-z0-9_]{1,30}$/.test(name))
      throw badRequest('name may only contain a-z, 0-9 and _, at most 30 characters');
    const region = text(input['region'], 'region') ?? DEFAULT_REGION;
    if (!isRegion(region)) throw badRequest(`region "${region}" is not known`);
    fly.troubles.mustHaveRoom(region, 'volume');
    const snapshotId = text(input['snapshot_id'], 'snapshot_id');
    if (snapshotId && !snapshotBy(fly, snapshotId)) throw notFound(`snapshot "${snapshotId}"`);
    const now = fly.now();
    const volume: Volume = {
      id: lowerId('vol_'),
      app: app.name,
      name,
      region,
      zone: hex(2),
      sizeGb: integer(input['size_gb'], 'size_gb', 1, 500) ?? 3,
      encrypted: bool(input['encrypted'], 'encrypted') ?? true,
      fstype: text(input['fstype'], 'fstype') ?? 'ext4',
      autoBackup: bool(input['auto_backup_enabled'], 'auto_backup_enabled') ?? true,
      snapshotRetention: integer(input['snapshot_retention'], 'snapshot_retention', 1, 60) ?? 5,
      state: 'created',
      createdAt: now,
      updatedAt: now,
      snapshots: [],
    };
    store.volumes.set(volume.id, volume);
    return volumeView(volume);
  });

  server.get<VolumeRoute>('/apps/:app/volumes/:volume', (request) => {
    fly.limit('volume.get', request.params.volume);
    return volumeView(volumeOf(request));
  });

  server.put<VolumeRoute>('/apps/:app/volumes/:volume', (request) => {
    fly.limit('volume.update', request.params.volume);
    const volume = volumeOf(request);
    const input = bodyOf(request, ['auto_backup_enabled', 'snapshot_retention']);
    volume.autoBackup = bool(input['auto_backup_enabled'], 'auto_backup_enabled') ?? volume.autoBackup;
    volume.snapshotRetention =
      integer(input['snapshot_retention'], 'snapshot_retention', 1, 60) ?? volume.snapshotRetention;
    volume.updatedAt = fly.now();
    return volumeView(volume);
  });

  server.put<VolumeRoute>('/apps/:app/volumes/:volume/extend', (request) => {
    fly.limit('volume.extend', request.params.volume);
    const volume = volumeOf(request);
    const size = integer(bodyOf(request, ['size_gb'])['size_gb'], 'size_gb', 1, 500);
    if (size === undefined) throw badRequest('size_gb is required');
    if (size < volume.sizeGb)
      throw badRequest(`size_gb must be at least ${volume.sizeGb}: a volume cannot shrink`);
    volume.sizeGb = size;
    volume.updatedAt = fly.now();
    return { needs_restart: volume.machineId !== undefined, volume: volumeView(volume) };
  });

  server.delete<VolumeRoute>('/apps/:app/volumes/:volume', (request) => {
    fly.limit('volume.delete', request.params.volume);
    const volume = volumeOf(request);
    if (volume.machineId) {
      throw precondition(
        `volume ${volume.id} is attached to machine ${volume.machineId}; destroy the machine first`,
      );
    }
    volume.state = 'pending_destroy';
    volume.updatedAt = fly.now();
    store.forgetOldest();
    return volumeView(volume);
  });

  server.get<VolumeRoute>('/apps/:app/volumes/:volume/snapshots', (request) => {
    fly.limit('snapshot.list', request.params.volume);
    return volumeOf(request).snapshots;
  });

  server.post<VolumeRoute>('/apps/:app/volumes/:volume/snapshots', (request) => {
    fly.limit('snapshot.create', request.params.volume);
    const volume = volumeOf(request);
    const snapshot: Snapshot = {
      id: lowerId('vs_'),
      status: 'created',
      size: Math.floor(volume.sizeGb * 1024 ** 3 * 0.02),
      volume_size: volume.sizeGb * 1024 ** 3,
      digest: hex(16),
      created_at: fly.now(),
      retention_days: volume.snapshotRetention,
    };
    volume.snapshots.unshift(snapshot);
    volume.snapshots.length = Math.min(volume.snapshots.length, MAX_SNAPSHOTS);
    return snapshot;
  });
}

function snapshotBy(fly: Fly, id: string): Snapshot | undefined {
  return [...fly.store.volumes.values()].flatMap((volume) => volume.snapshots).find((it) => it.id === id);
}
