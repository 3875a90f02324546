import { Timeline } from '@automna/accounts';
import { Clock, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { automaticRetryDelay, type FailureCode, FAILURES } from '../domain/failures.js';
import { type LifecycleState, mayMove } from '../domain/lifecycle.js';
import type { StepId } from '../domain/steps.js';
import { hadMachine, type MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { askForChange } from './apply-request.js';
import { askForProof } from './proof-request.js';

/** Kind of the job that carries a run. */
export const PROVISION_JOB = 'machine.provision';

/** A crash counts as an attempt of the job, and a run must outlive many of them. */
const MAX_ATTEMPTS = 200;

const FROM_START: StepId[] = ['start', 'gateway', 'channels'];

/** Writes down how a run goes: state, steps, timeline and events, each turn in one transaction. */
@Injectable()
export class RunLog {
  constructor(
    private readonly store: MachineStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
  ) {}

  /** Asks for a run to be carried out; `(machine, run)` is asked for once. */
  async enqueue(tx: Tx, machineId: string, run: number, runAt?: Date): Promise<void> {
    await tx.enqueue({
      kind: PROVISION_JOB,
      payload: { machineId, run },
      dedupeKey: `${machineId}:${run}`,
      maxAttempts: MAX_ATTEMPTS,
      ...(runAt ? { runAt } : {}),
    });
  }

  /** A failed machine gets another run; `run` is its number. Regions that were full may have room again. */
  async restart(tx: Tx, machine: MachineEntity, run: number): Promise<void> {
    await this.move(tx, machine, 'provisioning');
    await this.store.update(tx, machine.id, {
      run,
      attempts: 0,
      fullRegions: [],
      errorCode: null,
      errorText: null,
      startedAt: this.clock.now(),
      finishedAt: null,
    });
    await this.store.resetSteps(tx, machine.id, { states: ['failed', 'running'] });
    // It was stopped and held since: it has to be freed and to prove itself again.
    if (machine.suspended) await this.store.resetSteps(tx, machine.id, { steps: FROM_START });
  }

  /** When the step was first begun in this run. */
  async stepStarted(machineId: string, step: StepId): Promise<Date> {
    return this.unitOfWork.run(async (tx) => {
      const now = this.clock.now();
      const [row] = await tx.query<{ started_at: string }>(
        `UPDATE provision_steps SET state = 'running', started_at = COALESCE(started_at, ?), finished_at = NULL
         WHERE machine_id = ? AND step = ? RETURNING started_at`,
        [now.toISOString(), machineId, step],
      );
      await this.store.update(tx, machineId, { step });
      return row ? new Date(row.started_at) : now;
    });
  }

  async tell(machineId: string, step: StepId, detail: string): Promise<void> {
    await this.unitOfWork.run((tx) => this.store.updateStep(tx, machineId, step, { detail }));
  }

  async stepDone(machineId: string, step: StepId): Promise<void> {
    const patch = { state: 'done', finishedAt: this.clock.now() } as const;
    await this.unitOfWork.run((tx) => this.store.updateStep(tx, machineId, step, patch));
  }

  async troubled(machine: MachineEntity, step: StepId, reason: string, rebuild: boolean): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.store.update(tx, machine.id, { attempts: machine.attempts + 1, errorText: reason });
      if (rebuild) await this.store.resetSteps(tx, machine.id, { states: ['done', 'running'] });
      else
        await this.store.updateStep(tx, machine.id, step, {
          detail: 'Taking longer than usual, still trying',
        });
    });
  }

  /** To another region: an empty volume in the full one is remembered, so that it is removed and never forgotten. */
  async moved(machine: MachineEntity, to: string): Promise<void> {
    const from = machine.region;
    await this.unitOfWork.run(async (tx) => {
      await this.store.update(tx, machine.id, {
        region: to,
        fullRegions: [...machine.fullRegions, from],
        volumeId: null,
        discardVolumeId: machine.volumeId ?? machine.discardVolumeId,
      });
      await this.store.resetSteps(tx, machine.id, { steps: ['volume', 'machine'] });
      await this.store.updateStep(tx, machine.id, 'volume', {
        detail: `Region ${from} is full, using ${to}`,
      });
      await this.timeline.record(tx, {
        userId: machine.userId,
        kind: 'machine.region_changed',
        title: `No room in region ${from}, trying ${to}`,
        cause: 'Fly has no capacity',
        data: { machineId: machine.id, from, to },
      });
    });
  }

  async failed(
    machine: MachineEntity,
    step: StepId,
    failure: { code: FailureCode; reason: string },
    firstRegion: string,
  ): Promise<void> {
    const now = this.clock.now();
    const { text, automatic } = FAILURES[failure.code];
    const failures = machine.failures + 1;
    await this.unitOfWork.run(async (tx) => {
      await this.move(tx, machine, 'failed');
      await this.store.update(tx, machine.id, {
        errorCode: failure.code,
        errorText: failure.reason,
        failures,
        finishedAt: now,
        run: machine.run + 1,
        ...(failure.code === 'capacity' && !hadMachine(machine) ? startOver(machine, firstRegion) : {}),
      });
      if (failure.code === 'capacity' && !hadMachine(machine)) {
        await this.store.resetSteps(tx, machine.id, { steps: ['volume', 'machine'] });
      }
      await this.store.updateStep(tx, machine.id, step, { state: 'failed', detail: text, finishedAt: now });
      // What was made so far must not run on at our cost.
      if (failure.code === 'subscription_required') await askForChange(tx, machine.id, 'no subscription');
      if (automatic) {
        const runAt = new Date(now.getTime() + automaticRetryDelay(failures));
        await this.enqueue(tx, machine.id, machine.run + 1, runAt);
      }
      await this.timeline.record(tx, {
        userId: machine.userId,
        kind: 'machine.failed',
        title: 'Setting up the agent stopped',
        cause: failure.reason,
        data: { machineId: machine.id, code: failure.code, step, failures },
      });
    });
  }

  async ready(machine: MachineEntity): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.move(tx, machine, 'ready');
      await this.store.update(tx, machine.id, {
        step: null,
        errorCode: null,
        errorText: null,
        failures: 0,
        suspended: null,
        suspendedAt: null,
        finishedAt: this.clock.now(),
      });
      await this.timeline.record(tx, {
        userId: machine.userId,
        kind: 'machine.ready',
        title: 'The agent is ready',
        data: { machineId: machine.id, region: machine.region },
      });
      await askForProof(tx, machine.id);
      // Setting it up ran it, though its owner had stopped it, perhaps since this run began.
      const { stoppedByOwnerAt } = (await this.store.ofUserIn(tx, machine.userId)) ?? machine;
      if (stoppedByOwnerAt) await askForChange(tx, machine.id, 'stopped by the customer');
    });
  }

  private async move(tx: Tx, machine: MachineEntity, to: LifecycleState): Promise<void> {
    if (!mayMove(machine.state, to)) throw new Error(`A ${machine.state} machine cannot become ${to}`);
    await this.store.update(tx, machine.id, { state: to });
    await tx.publish({
      name: 'machine.changed',
      payload: { userId: machine.userId, machineId: machine.id, state: to },
    });
  }
}

/** All regions are full: the next run begins with the preferred one, and removes the empty volume first. */
function startOver(machine: MachineEntity, firstRegion: string) {
  return {
    region: firstRegion,
    volumeId: null,
    discardVolumeId: machine.volumeId ?? machine.discardVolumeId,
  };
}

/** Tells whoever keeps the keys which one the machine says it runs with, or that one did not arrive (`ok` false). */
export async function reportApplied(
  tx: Tx,
  machine: { userId: string; id: string },
  fingerprint: string | null,
  ok: boolean,
): Promise<void> {
  await tx.publish({
    name: 'machine.applied',
    payload: { userId: machine.userId, machineId: machine.id, fingerprint, ok },
  });
}
