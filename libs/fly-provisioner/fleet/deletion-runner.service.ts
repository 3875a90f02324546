import { Timeline } from '@automna/accounts';
import { Clock, UnitOfWork } from '@automna/core';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer } from '@automna/openclaw';
import { Inject, Injectable } from '@nestjs/common';
import { FlyError } from '../adapters/fly-error.js';
import { nextForDeletion } from '../domain/deletion-rule.js';
import { NotYet } from '../domain/failures.js';
import type { DeletionEntity } from '../persistence/deletion.entity.js';
import { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { OrphanEntity } from '../persistence/orphan.entity.js';
import { MachineLease } from '../services/machine-lease.service.js';
import { Deletions } from './deletions.service.js';
import { Removal, type Things } from './removal.service.js';

const CONFLICT_MS = 5_000;
/** Steps in one go; more means that something is undone as fast as it is done. */
const STEPS = 12;

/**
 * Carries out a deletion from wherever it stands. What exists is asked of Fly anew before every step, and the rule
 * (`domain/deletion-rule.ts`) decides about that, never about what was true when somebody asked for it.
 */
@Injectable()
export class DeletionRunner {
  constructor(
    private readonly deletions: Deletions,
    private readonly removal: Removal,
    private readonly store: MachineStore,
    private readonly lease: MachineLease,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
  ) {}

  /** Ends quietly when it is done or has to wait for days. @throws RetryLater when it has to go on in a moment */
  async carryOut(deletionId: string, signal: AbortSignal): Promise<void> {
    const deletion = await this.deletions.byId(deletionId);
    if (!deletion) return;
    const owner = deletion.machineId ?? (await this.store.ofApp(deletion.appName))?.id ?? deletion.appName;
    await this.lease.run(owner, signal, (leased) => this.steps(deletionId, leased));
  }

  private async steps(id: string, signal: AbortSignal): Promise<void> {
    for (let step = 0; step < STEPS; step += 1) {
      signal.throwIfAborted();
      const deletion = await this.deletions.byId(id);
      if (!deletion || deletion.state === 'done' || deletion.state === 'cancelled') return;
      try {
        if ((await this.step(deletion, signal)) === 'waits') return;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof FlyError) await this.deletions.save(id, { waitsFor: error.message });
        if (error instanceof FlyError && error.failure === 'conflict')
          throw new NotYet(CONFLICT_MS, error.message);
        throw error;
      }
    }
    throw new NotYet(60_000, 'It does not come to an end');
  }

  private async step(known: DeletionEntity, signal: AbortSignal): Promise<'on' | 'waits'> {
    const things = await this.removal.things(known, signal);
    const deletion = await this.noteRest(known, things);
    const { holdUntil, atRestSince, snapshots } = deletion;
    const verdict = nextForDeletion({
      holdUntil,
      now: this.clock.now(),
      liveSubscription: await this.isPaidFor(deletion),
      volumeIds: things.volumes.map(({ id }) => id),
      atRestSince,
      snapshots,
    });
    if (things.heldBy !== null && (verdict.do === 'stop' || verdict.do === 'remove')) {
      const waitsFor = `machine ${things.heldBy}, which holds it: remove that one first`;
      await this.deletions.save(deletion.id, { waitsFor });
      return 'waits';
    }
    switch (verdict.do) {
      case 'wait':
        await this.deletions.save(deletion.id, { waitsFor: verdict.for });
        return 'waits';
      case 'snapshot': {
        const since = deletion.atRestSince ?? deletion.requestedAt;
        const taken = await this.removal.snapshots(deletion.appName, verdict.volumeIds, since, signal);
        const others = snapshots.filter(({ volumeId }) => !verdict.volumeIds.includes(volumeId));
        await this.deletions.save(deletion.id, { snapshots: [...others, ...taken], waitsFor: null });
        return 'on';
      }
      case 'stop':
        await this.removal.stop(deletion.appName, things.running, signal);
        return 'on';
      case 'remove': {
        const lost = await this.removal.lostSnapshots(deletion, things, signal);
        if (lost.length > 0) {
          const left = snapshots.filter(({ snapshotId }) => !lost.includes(snapshotId));
          await this.deletions.save(deletion.id, { snapshots: left });
          return 'on';
        }
        await this.begin(deletion);
        await this.removal.remove(deletion, things, signal);
        await this.finish(deletion);
        return 'waits';
      }
    }
  }

  /** A snapshot counts as the last word only when nothing could write any more. */
  private async noteRest(deletion: DeletionEntity, { running }: Things): Promise<DeletionEntity> {
    const resting = running.length === 0;
    if (resting === (deletion.atRestSince !== null)) return deletion;
    const patch = { atRestSince: resting ? this.clock.now() : null };
    await this.deletions.save(deletion.id, patch);
    return { ...deletion, ...patch };
  }

  /** A spare machine or address holds no memory; whoever pays keeps everything else. */
  private async isPaidFor({ kind, userId }: DeletionEntity): Promise<boolean> {
    if (userId === null || kind === 'machine' || kind === 'ip') return false;
    return (await this.plans.planOf(userId)) !== null;
  }

  /** From here on no job sets the machine up or changes it any more. */
  private async begin({ id, machineId }: DeletionEntity): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.deletions.update(tx, id, { state: 'removing', waitsFor: null });
      if (machineId === null) return;
      await tx.query(`UPDATE machines SET state = 'failed', error_code = NULL, run = run + 1 WHERE id = ?`, [
        machineId,
      ]);
    });
  }

  private async finish({
    id,
    machineId,
    userId,
    orphanId,
    appName,
    snapshots,
  }: DeletionEntity): Promise<void> {
    const finishedAt = this.clock.now();
    await this.unitOfWork.run(async (tx) => {
      await this.deletions.update(tx, id, { state: 'done', finishedAt, waitsFor: null });
      if (orphanId !== null) await tx.manager.update(OrphanEntity, { id: orphanId }, { state: 'gone' });
      if (machineId !== null) await tx.manager.delete(MachineEntity, { id: machineId });
      if (machineId === null || userId === null) return;
      await this.timeline.record(tx, {
        userId,
        kind: 'machine.removed',
        title: 'The machine and its disk were removed',
        cause: 'the account was closed',
        data: { machineId, appName, snapshots: snapshots.map(({ snapshotId }) => snapshotId) },
      });
    });
  }
}
