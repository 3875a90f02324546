import { badRequest, notFound, precondition } from '../errors.js';
import type { Fly } from '../fly.js';
import type { MachineConfig, Volume } from '../state/types.js';

/** The volume a config mounts, if it may: it exists, it is in the region, and nobody else has it. */
export function mountable(
  fly: Fly,
  target: { app: string; region?: string; machineId?: string },
  config: MachineConfig,
): Volume | undefined {
  const mounts = config.mounts ?? [];
  if (!Array.isArray(mounts)) throw badRequest('config.mounts must be a list');
  if (mounts.length > 1) throw badRequest('config.mounts: a machine can mount one volume');
  const [mount] = mounts;
  if (!mount) return undefined;
  if (typeof mount.path !== 'string' || !mount.path.startsWith('/'))
    throw badRequest('config.mounts[0].path must be an absolute path');
  const volume = fly.store.volumesOf(target.app).find((it) => it.id === mount.volume);
  if (!volume) throw notFound(`volume "${String(mount.volume)}"`);
  if (target.region !== undefined && volume.region !== target.region) {
    throw badRequest(`volume ${volume.id} is in ${volume.region}, the machine is in ${target.region}`);
  }
  if (volume.machineId !== undefined && volume.machineId !== target.machineId) {
    throw precondition(`volume ${volume.id} is already attached to machine ${volume.machineId}`);
  }
  return volume;
}

/** Makes this the only volume of the machine. */
export function attach(fly: Fly, machineId: string, volume: Volume | undefined): void {
  for (const other of fly.store.volumes.values()) {
    if (other.machineId === machineId && other !== volume) other.machineId = undefined;
  }
  if (volume) volume.machineId = machineId;
}
