import { Timeline } from '@automna/accounts';
import { Clock, type Job, PermanentFailure, UnitOfWork } from '@automna/core';
import { ChannelFit } from '@automna/openclaw';
import { Injectable } from '@nestjs/common';
import { FlyError } from '../adapters/fly-error.js';
import { NotYet } from '../domain/failures.js';
import { isRising } from '../domain/lifecycle.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import type { ApplyPayload } from '../saga/apply-request.js';
import { askForProof } from '../saga/proof-request.js';
import { reportApplied } from '../saga/run-log.js';
import { type DesiredMachine, DesiredMachines } from './desired-machine.service.js';
import { MachineHolds } from './machine-holds.service.js';
import { MachineLease } from './machine-lease.service.js';
import { MachineUpdater, type UpdateResult } from './machine-updater.service.js';

const PATIENCE_MS = 5 * 60_000;
const CONFLICT_RETRY_MS = 5_000;

/** From this attempt on the owner is told that the change has not arrived, though we go on trying. */
const ATTEMPTS_BEFORE_TELLING = 5;

/**
 * Makes a machine that is set up what its owner's key, plan, channels and standing say. That it arrived is proven
 * by asking the machine (`MachineProofs`); that it did not is reported here.
 * It decides by what is true when the job runs, so the order of jobs and events does not matter.
 */
@Injectable()
export class MachineChanges {
  constructor(
    private readonly store: MachineStore,
    private readonly updater: MachineUpdater,
    private readonly desired: DesiredMachines,
    private readonly holds: MachineHolds,
    private readonly channels: ChannelFit,
    private readonly lease: MachineLease,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
  ) {}

  /** @throws RetryLater while the machine is busy or still starting. */
  async carryOut(job: Job<ApplyPayload>, signal: AbortSignal): Promise<void> {
    await this.lease.run(job.payload.machineId, signal, (leased) => this.apply(job, leased));
  }

  /**
   * A machine that is being set up takes the change along in its last step, and so does one that is set up again; but
   * what a failed set-up left running is stopped when nobody pays for it.
   */
  private async apply(job: Job<ApplyPayload>, signal: AbortSignal): Promise<void> {
    const machine = await this.store.byId(job.payload.machineId);
    if (!machine || machine.state === 'provisioning') return;
    // First, so that a new plan and the channels it has room for arrive in one update.
    await this.channels.fit(machine.userId);
    const desired = await this.desired.forChange(machine);
    if (!desired || (machine.state === 'failed' && desired.hold === null)) return;
    try {
      await this.bring(machine, desired, job, signal);
    } catch (error) {
      signal.throwIfAborted();
      await this.weigh(error, machine, desired, job);
    }
  }

  private async bring(
    known: MachineEntity,
    desired: DesiredMachine,
    job: Job<ApplyPayload>,
    signal: AbortSignal,
  ): Promise<void> {
    const found = await this.holds.found(known, signal);
    if (!found && known.state === 'failed') return;
    const machine = await this.holds.intend(found ?? known, desired.hold, signal);
    const result = await this.bringUpToDate(machine, desired, signal);
    await this.prove(machine, desired, result, job, signal);
    await this.report(machine, desired, job.payload.cause, result);
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
  private async prove(
    machine: MachineEntity,
    { hold }: DesiredMachine,
    { flyState }: UpdateResult,
    job: Job<ApplyPayload>,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      if (hold) await this.holds.proveDown(machine, flyState, signal);
      else if (machine.suspended || isRising(flyState)) await this.holds.proveUp(machine, flyState, signal);
    } catch (error) {
      const late = this.clock.now().getTime() - job.createdAt.getTime() > PATIENCE_MS;
      if (!(error instanceof NotYet) || !late) throw error;
      throw new PermanentFailure(`${error.message}, for minutes`, { cause: error });
    }
  }

  private async report(
    machine: MachineEntity,
    desired: DesiredMachine,
    cause: string,
    { updated }: UpdateResult,
  ): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await this.holds.record(tx, machine, desired.hold);
      if (updated && !machine.suspended) {
        await this.timeline.record(tx, {
          userId: machine.userId,
          kind: 'machine.updated',
          title: 'The agent got its new settings',
          cause,
          data: { machineId: machine.id, plan: desired.plan },
        });
      }
      // A machine that is held is asked once it runs again.
      if (desired.hold === null) await askForProof(tx, machine.id);
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
    const matters = desired.hold === null;
    if (matters && (hopeless || (!(error instanceof NotYet) && job.attempt === ATTEMPTS_BEFORE_TELLING))) {
      await this.unitOfWork.run((tx) => reportApplied(tx, machine, desired.keyFingerprint, false));
    }
    if (gone) throw new PermanentFailure(error.message, { cause: error });
    throw error;
  }
}
