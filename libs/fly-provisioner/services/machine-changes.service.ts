import { Timeline } from '@automna/accounts';
import { Clock, type Job, PermanentFailure, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import { NotYet } from '../domain/failures.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { reportApplied } from '../saga/run-log.js';
import { type DesiredMachine, DesiredMachines } from './desired-machine.service.js';
import { MachineLease } from './machine-lease.service.js';
import { MachineUpdater, type UpdateResult } from './machine-updater.service.js';

/** Kind of the job that brings a change to a machine. */
export const APPLY_JOB = 'machine.apply';

export interface ApplyPayload {
  machineId: string;
  /** What changed, for the timeline. */
  cause: string;
}

const WAIT_SECONDS = 20;
const PATIENCE_MS = 5 * 60_000;
const CONFLICT_RETRY_MS = 5_000;

/** From this attempt on the owner is told that the change has not arrived, though we go on trying. */
const ATTEMPTS_BEFORE_TELLING = 5;

/** Fly's words for a machine on its way up. */
const RISING = new Set(['created', 'starting', 'updating', 'replacing', 'restarting']);

/** Brings changes of key, plan or channels to a machine that is set up, and reports whether they arrived. */
@Injectable()
export class MachineChanges {
  constructor(
    private readonly store: MachineStore,
    private readonly fly: FlyClient,
    private readonly updater: MachineUpdater,
    private readonly desired: DesiredMachines,
    private readonly lease: MachineLease,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
  ) {}

  /** @throws RetryLater while the machine is busy or still starting. */
  async carryOut(job: Job<ApplyPayload>, signal: AbortSignal): Promise<void> {
    await this.lease.run(job.payload.machineId, signal, (leased) => this.apply(job, leased));
  }

  /** A machine that is being set up takes the change along in its last step, and so does one that is set up again. */
  private async apply(job: Job<ApplyPayload>, signal: AbortSignal): Promise<void> {
    const machine = await this.store.byId(job.payload.machineId);
    if (machine?.state !== 'ready') return;
    const desired = await this.desired.forChange(machine);
    if (!desired) return;
    try {
      const result = await this.bringUpToDate(machine, desired, signal);
      await this.waitForStart(machine, result, job, signal);
      await this.report(machine, desired, job.payload.cause, result);
    } catch (error) {
      signal.throwIfAborted();
      await this.weigh(error, machine, desired, job);
    }
  }

  private bringUpToDate(
    machine: MachineEntity,
    desired: DesiredMachine,
    signal: AbortSignal,
  ): Promise<UpdateResult> {
    const save = async (patch: Parameters<MachineStore['save']>[1]): Promise<void> => {
      signal.throwIfAborted();
      await this.store.save(machine.id, patch);
    };
    return this.updater.bringUpToDate({ machine, desired, save, signal });
  }

  /** Until then the change is made but not proven. */
  private async waitForStart(
    { appName, flyMachineId }: MachineEntity,
    { flyState }: UpdateResult,
    job: Job<ApplyPayload>,
    signal: AbortSignal,
  ): Promise<void> {
    if (!flyMachineId || !RISING.has(flyState)) return;
    if (await this.fly.waitUntilStarted(appName, flyMachineId, WAIT_SECONDS, signal)) return;
    if (this.clock.now().getTime() - job.createdAt.getTime() > PATIENCE_MS) {
      throw new PermanentFailure('The machine does not start with its new settings');
    }
    throw new NotYet(1_000, 'The machine is starting with its new settings');
  }

  private async report(
    machine: MachineEntity,
    desired: DesiredMachine,
    cause: string,
    { updated }: UpdateResult,
  ): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      if (updated) {
        await this.timeline.record(tx, {
          userId: machine.userId,
          kind: 'machine.updated',
          title: 'The agent got its new settings',
          cause,
          data: { machineId: machine.id, plan: desired.plan },
        });
      }
      await reportApplied(tx, machine, desired.keyFingerprint, true);
    });
  }

  private async weigh(
    error: unknown,
    machine: MachineEntity,
    desired: DesiredMachine,
    job: Job<ApplyPayload>,
  ): Promise<never> {
    if (error instanceof FlyError && error.failure === 'conflict') {
      throw new NotYet(CONFLICT_RETRY_MS, error.message);
    }
    const gone = error instanceof FlyError && error.failure === 'not_found';
    const hopeless = gone || error instanceof PermanentFailure;
    if (hopeless || (!(error instanceof NotYet) && job.attempt === ATTEMPTS_BEFORE_TELLING)) {
      await this.unitOfWork.run((tx) => reportApplied(tx, machine, desired.keyFingerprint, false));
    }
    if (gone) throw new PermanentFailure(error.message, { cause: error });
    throw error;
  }
}
