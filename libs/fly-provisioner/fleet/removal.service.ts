import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import { FlyRemoval } from '../adapters/fly-removal.js';
import type { FlyMachine, FlyVolume } from '../adapters/fly-types.js';
import { type KeptSnapshot, verifiedSnapshot } from '../domain/deletion-rule.js';
import { NotYet } from '../domain/failures.js';
import { isAtRest } from '../domain/lifecycle.js';
import { isVolumeGone } from '../domain/observed.js';
import type { DeletionEntity } from '../persistence/deletion.entity.js';

const LEASE_SECONDS = 60;
const WAIT_SECONDS = 20;
const SNAPSHOT_POLL_MS = 10_000;
const DETACH_POLL_MS = 2_000;

/** What a deletion is about, as it is at Fly right now. */
export interface Things {
  machines: FlyMachine[];
  volumes: FlyVolume[];
  /** Machines that could write to the volumes. */
  running: FlyMachine[];
  /** A machine that is to stay and still holds a volume that is to go. */
  heldBy: string | null;
}

type Target = Pick<DeletionEntity, 'kind' | 'appName' | 'flyId' | 'snapshots'>;

/** The acts of a deletion at Fly. Each may be cut off anywhere and done again. */
@Injectable()
export class Removal {
  constructor(
    private readonly fly: FlyClient,
    private readonly ends: FlyRemoval,
    private readonly clock: Clock,
  ) {}

  async things({ kind, appName, flyId }: Target, signal: AbortSignal): Promise<Things> {
    if (kind === 'ip') return { machines: [], volumes: [], running: [], heldBy: null };
    const inApp = await orEmpty(this.fly.listMachines(appName, {}, signal));
    const machines = inApp.filter(({ id }) => kind === 'app' || id === flyId);
    if (kind === 'machine') return { machines, volumes: [], running: running(machines), heldBy: null };
    const all = await orEmpty(this.fly.listVolumes(appName, signal));
    const volumes = all.filter(({ id, state }) => !isVolumeGone(state) && (kind === 'app' || id === flyId));
    if (kind === 'app') return { machines, volumes, running: running(inApp), heldBy: null };
    const users = inApp.filter(({ id }) => volumes.some((volume) => volume.attached_machine_id === id));
    return { machines: [], volumes, running: running(users), heldBy: users[0]?.id ?? null };
  }

  /** Makes what is missing. @throws NotYet until Fly lists them as complete */
  async snapshots(
    app: string,
    volumeIds: readonly string[],
    since: Date,
    signal: AbortSignal,
  ): Promise<KeptSnapshot[]> {
    const kept: KeptSnapshot[] = [];
    for (const volumeId of volumeIds) {
      const listed = () => this.ends.snapshots(app, volumeId, signal);
      let found = verifiedSnapshot(await listed(), since);
      if (!found) {
        await this.ends.createSnapshot(app, volumeId, signal);
        found = verifiedSnapshot(await listed(), since);
      }
      if (!found) throw new NotYet(SNAPSHOT_POLL_MS, `The snapshot of ${volumeId} is on its way`);
      const verifiedAt = this.clock.now().toISOString();
      kept.push({ volumeId, snapshotId: found.id, takenAt: found.takenAt, verifiedAt });
    }
    return kept;
  }

  /** @throws NotYet until they have stopped */
  async stop(app: string, machines: readonly FlyMachine[], signal: AbortSignal): Promise<void> {
    for (const machine of machines) {
      const stopping = machine.state === 'stopping' || machine.state === 'suspending';
      if (!stopping) {
        await this.leased(app, machine.id, signal, (nonce) =>
          this.fly.stopMachine(app, machine.id, nonce, signal),
        );
      }
      const version = machine.version ?? machine.instance_id ?? '';
      if (await this.fly.waitUntilStopped(app, machine.id, version, WAIT_SECONDS, signal)) continue;
      throw new NotYet(1_000, `Machine ${machine.id} is still stopping`);
    }
  }

  /** Snapshots we rely on that Fly does not list any more: they age away, and a hold may be longer. */
  async lostSnapshots(
    { appName, snapshots }: Target,
    { volumes }: Things,
    signal: AbortSignal,
  ): Promise<string[]> {
    const lost: string[] = [];
    for (const { id: volumeId } of volumes) {
      const listed = await this.ends.snapshots(appName, volumeId, signal);
      const good = new Set(listed.filter(({ status }) => status === 'created').map(({ id }) => id));
      const kept = snapshots.filter((snapshot) => snapshot.volumeId === volumeId);
      lost.push(...kept.map(({ snapshotId }) => snapshotId).filter((id) => !good.has(id)));
    }
    return lost;
  }

  /** @throws NotYet while Fly takes a volume off its machine */
  async remove(target: Target, { machines, volumes }: Things, signal: AbortSignal): Promise<void> {
    const { kind, appName, flyId } = target;
    if (kind === 'ip') return this.ends.releaseIp(appName, flyId, signal);
    for (const { id } of machines) {
      await this.leased(appName, id, signal, (nonce) => this.ends.destroyMachine(appName, id, nonce, signal));
    }
    for (const { id } of volumes) await this.removeVolume(appName, id, signal);
    if (kind === 'app') await this.ends.deleteApp(appName, signal);
  }

  private async removeVolume(app: string, id: string, signal: AbortSignal): Promise<void> {
    try {
      await this.fly.deleteVolume(app, id, signal);
    } catch (error) {
      if (!(error instanceof FlyError) || error.failure !== 'conflict') throw error;
      throw new NotYet(DETACH_POLL_MS, `The volume ${id} is still attached`);
    }
  }

  private async leased(
    app: string,
    id: string,
    signal: AbortSignal,
    work: (nonce: string) => Promise<void>,
  ): Promise<void> {
    const nonce = await this.fly.acquireLease(app, id, LEASE_SECONDS, signal);
    try {
      await work(nonce);
    } finally {
      await this.release(app, id, nonce);
    }
  }

  /** A lease we fail to give back frees itself, and the one of a destroyed machine is gone with it. */
  private async release(app: string, id: string, nonce: string): Promise<void> {
    try {
      await this.fly.releaseLease(app, id, nonce);
    } catch (error) {
      if (!(error instanceof FlyError)) throw error;
    }
  }
}

function running(machines: readonly FlyMachine[]): FlyMachine[] {
  return machines.filter(({ state }) => !isAtRest(state));
}

async function orEmpty<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof FlyError && error.failure === 'not_found') return [];
    throw error;
  }
}
