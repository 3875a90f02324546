import { Timeline } from '@automna/accounts';
import { Clock, UnitOfWork } from '@automna/core';
import { Injectable, Logger } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import { FlyExec } from '../adapters/fly-exec.js';
import type { FlyMachine } from '../adapters/fly-types.js';
import { DOCTOR_COMMAND, HAND_BACK_COMMAND, needsDoctor } from '../domain/doctor.js';
import { NotYet } from '../domain/failures.js';
import { isInRescue, rescueConfig } from '../domain/machine-config.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { ObservationStore } from '../persistence/observation-store.js';
import { type DesiredMachine, DesiredMachines } from '../services/desired-machine.service.js';
import { MachineLease } from '../services/machine-lease.service.js';
import { MachineUpdater } from '../services/machine-updater.service.js';

const LEASE_SECONDS = 60;
const WAIT_SECONDS = 20;
const DOCTOR_SECONDS = 180;
const POLL_MS = 2_000;

/** After this time the machine gets its agent back, repaired or not. */
const PATIENCE_MS = 15 * 60_000;

/**
 * Repairs the volume of a machine whose agent ends with an error as soon as it starts, once for each image and config.
 * A command needs a machine that runs, so the machine is started with nothing on it, the command is run, and an update
 * brings the agent back. The machine itself shows how far it has come: killed anywhere, the next try goes on.
 */
@Injectable()
export class Doctor {
  private readonly logger = new Logger('Doctor');

  constructor(
    private readonly store: MachineStore,
    private readonly observations: ObservationStore,
    private readonly desired: DesiredMachines,
    private readonly fly: FlyClient,
    private readonly exec: FlyExec,
    private readonly updater: MachineUpdater,
    private readonly lease: MachineLease,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
  ) {}

  /** Whether calling makes sense: it ended by itself, and was not treated for what it has now. */
  async isNeeded(machine: MachineEntity, live: FlyMachine): Promise<boolean> {
    if (isInRescue(live.config)) return true;
    if (!needsDoctor(live, this.clock.now())) return false;
    const desired = await this.served(machine);
    return desired !== null && (await this.observations.of(machine.id)).doctorFor !== illness(desired);
  }

  /** @throws RetryLater while the machine is being worked on, or is not there yet. */
  async treat(machineId: string, since: Date, signal: AbortSignal): Promise<void> {
    await this.lease.run(machineId, signal, async (leased) => {
      const machine = await this.store.byId(machineId);
      const desired = machine ? await this.served(machine) : null;
      if (!machine?.flyMachineId || !desired) return;
      const live = await this.fly.getMachine(machine.appName, machine.flyMachineId, { signal: leased });
      if (!live || !(await this.isNeeded(machine, live))) return;
      if (!isInRescue(live.config)) await this.empty(machine, live, leased);
      await this.operate(machine, desired, live.id, since, leased);
      await this.giveBack(machine, desired, leased);
    });
  }

  private async served(machine: MachineEntity): Promise<DesiredMachine | null> {
    const desired = await this.desired.forChange(machine);
    return desired && desired.hold === null && !machine.suspended ? desired : null;
  }

  private async empty({ appName }: MachineEntity, live: FlyMachine, signal: AbortSignal): Promise<void> {
    const nonce = await this.fly.acquireLease(appName, live.id, LEASE_SECONDS, signal);
    try {
      const update = {
        config: rescueConfig(live.config ?? {}),
        current_version: live.version ?? live.instance_id,
      };
      await this.fly.updateMachine(appName, live.id, update, nonce, signal);
    } finally {
      await this.fly.releaseLease(appName, live.id, nonce).catch((error: unknown) => {
        // It frees itself.
        if (!(error instanceof FlyError)) throw error;
      });
    }
  }

  private async operate(
    machine: MachineEntity,
    desired: DesiredMachine,
    flyMachineId: string,
    since: Date,
    signal: AbortSignal,
  ): Promise<void> {
    const worked = await this.run(machine, flyMachineId, since, signal);
    const { id, userId } = machine;
    await this.unitOfWork.run(async (tx) => {
      await this.observations.update(tx, id, { doctorFor: illness(desired), doctorAt: this.clock.now() });
      await this.timeline.record(tx, {
        userId,
        kind: worked ? 'machine.repaired' : 'machine.repair_failed',
        title: worked
          ? 'The memory of the agent was repaired'
          : 'The memory of the agent could not be repaired',
        cause: 'it did not start any more',
        data: { machineId: id },
      });
    });
  }

  /** @returns whether OpenClaw says that it repaired the volume; false also when time ran out. */
  private async run(
    { id, appName }: MachineEntity,
    flyMachineId: string,
    since: Date,
    signal: AbortSignal,
  ): Promise<boolean> {
    const options = { seconds: DOCTOR_SECONDS, signal };
    try {
      if (!(await this.fly.waitUntilStarted(appName, flyMachineId, WAIT_SECONDS, signal))) {
        throw new NotYet(POLL_MS, 'The machine does not start for its repair');
      }
      const { exitCode } = await this.exec.run(appName, flyMachineId, DOCTOR_COMMAND, options);
      if (exitCode !== 0) this.logger.error(`The repair of machine ${id} ended with ${exitCode}`);
      await this.exec.run(appName, flyMachineId, HAND_BACK_COMMAND, options);
      return exitCode === 0;
    } catch (error) {
      signal.throwIfAborted();
      const late = this.clock.now().getTime() - since.getTime() > PATIENCE_MS;
      if (!late || !(error instanceof NotYet || error instanceof FlyError)) throw error;
      this.logger.error(`The repair of machine ${id} did not work: ${error.message}`);
      return false;
    }
  }

  private async giveBack(
    machine: MachineEntity,
    desired: DesiredMachine,
    signal: AbortSignal,
  ): Promise<void> {
    const save = async (patch: Parameters<MachineStore['save']>[1]): Promise<void> => {
      signal.throwIfAborted();
      await this.store.save(machine.id, patch);
    };
    await this.updater.bringUpToDate({ machine, desired, save, signal });
  }
}

function illness({ blueprint, configHash }: DesiredMachine): string {
  return `${blueprint.image} ${configHash}`;
}
