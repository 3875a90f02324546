import { FlyError } from '../adapters/fly-error.js';
import type { FlyVolume } from '../adapters/fly-types.js';
import { NotYet, StepFailure } from '../domain/failures.js';
import { META, SNAPSHOT_DAYS, VOLUME_NAME, VOLUME_SIZE_GB } from '../domain/machine-config.js';
import { hadMachine } from '../persistence/machine.entity.js';
import { findOrCreate, type ProvisionStep, type StepContext } from './provision-step.js';

/** States in which Fly is still making a volume; a machine cannot be put on it yet. */
const IN_THE_MAKING = new Set(['creating', 'hydrating', 'restoring', 'recovering']);
const POLL_MS = 2_000;
const PATIENCE_MS = 2 * 60_000;

/** The agent's memory: encrypted, with daily snapshots. It ties the machine to its region. */
export const volumeStep: ProvisionStep = {
  id: 'volume',
  async run(context) {
    await discardLeftover(context);
    const { tools, machine, signal, save, tell } = context;
    const { appName, region, volumeId } = machine;
    const isOurs = (volume: FlyVolume) =>
      volume.name === VOLUME_NAME && volume.region === region && !volume.state?.includes('destroy');
    const volume = await findOrCreate(
      async () => {
        const ours = (await tools.fly.listVolumes(appName, signal)).filter(isOurs);
        // The one with the agent's memory, should there be others.
        return ours.find(({ id }) => id === volumeId) ?? ours[0];
      },
      () =>
        tools.fly.createVolume(
          appName,
          {
            name: VOLUME_NAME,
            region,
            size_gb: VOLUME_SIZE_GB,
            encrypted: true,
            auto_backup_enabled: true,
            snapshot_retention: SNAPSHOT_DAYS,
          },
          signal,
        ),
    );
    await save({ volumeId: volume.id });
    if (IN_THE_MAKING.has(volume.state ?? '')) waitFor(volume, context);
    await tell(`Region ${region}`);
  },
};

/**
 * A volume usually exists at once. One that stays in the making is on a host in trouble: the machine is looked for a
 * place in another region, as if this one were full, unless there is a memory to stay with.
 */
function waitFor({ id, state }: FlyVolume, { tools, machine, startedAt }: StepContext): never {
  const reason = `Volume ${id} is still ${state}`;
  if (tools.clock.now().getTime() - startedAt.getTime() <= PATIENCE_MS) throw new NotYet(POLL_MS, reason);
  if (hadMachine(machine)) throw new StepFailure('provider_unavailable', reason);
  throw new FlyError('capacity', `${reason} after ${PATIENCE_MS / 60_000} minutes`);
}

/**
 * Removes the volume of a region that had no room for the machine. The house rule is that a volume is never deleted
 * without a snapshot and a hold period, because it holds a customer's memory. This one holds nothing: it was made
 * minutes ago by this very run, no machine was ever attached to it, and nothing has ever written to it. Both are
 * asked of Fly right before; if a machine turns up after all, it is kept together with its volume.
 */
async function discardLeftover({ tools, machine, signal, save }: StepContext): Promise<void> {
  const { appName, discardVolumeId, id } = machine;
  if (!discardVolumeId) return;
  const [found] = await tools.fly.listMachines(appName, { [META.machine]: id }, signal);
  const mount = found?.config?.mounts?.[0];
  if (found && mount) {
    await save({ region: found.region ?? machine.region, volumeId: mount.volume, discardVolumeId: null });
    return;
  }
  const volumes = await tools.fly.listVolumes(appName, signal);
  const leftover = volumes.find((volume) => volume.id === discardVolumeId);
  if (leftover?.attached_machine_id) {
    throw new FlyError('conflict', `Volume ${discardVolumeId} is attached to a machine that is not listed`);
  }
  if (leftover) await tools.fly.deleteVolume(appName, discardVolumeId, signal);
  await save({ discardVolumeId: null });
}
