import { Timeline } from '@automna/accounts';
import { Clock, RetryLater, type Tx, UnitOfWork } from '@automna/core';
import { configDrift, GatewayAdmin, type GatewayAddress } from '@automna/openclaw';
import { Injectable, Logger } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import type { FlyMachine } from '../adapters/fly-types.js';
import { carriesConfig } from '../domain/machine-config.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import type { MachineObservationEntity } from '../persistence/machine-observation.entity.js';
import { ObservationStore } from '../persistence/observation-store.js';
import { askForChange } from '../saga/apply-request.js';
import { type DesiredMachine, DesiredMachines } from '../services/desired-machine.service.js';
import { MachineLease } from '../services/machine-lease.service.js';

/** More of them would be an outage made by us: somebody has to look. */
const MOST_REPAIRS = 3;
const FIRST_PAUSE_MS = 10 * 60_000;
const FORGET_AFTER_MS = 24 * 3_600_000;

/**
 * Holds what a gateway runs with against what it was given. A difference is repaired by what brings the file back: a
 * restart, since Fly writes the machine's files anew at each start, or an update when Fly's own copy is the wrong one.
 */
@Injectable()
export class ConfigWatch {
  private readonly logger = new Logger('ConfigWatch');

  constructor(
    private readonly observations: ObservationStore,
    private readonly gateway: GatewayAdmin,
    private readonly desired: DesiredMachines,
    private readonly fly: FlyClient,
    private readonly lease: MachineLease,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    private readonly clock: Clock,
  ) {}

  /** @returns whether the machine is being restarted. @throws GatewayError, FlyError */
  async look(
    machine: MachineEntity,
    live: FlyMachine,
    address: GatewayAddress,
    signal: AbortSignal,
  ): Promise<boolean> {
    const desired = await this.desired.forChange(machine);
    // A change is on its way; until it is there, the old config is the right one.
    if (!desired || desired.hold !== null || machine.appliedConfigHash !== desired.configHash) return false;
    const drift = configDrift(desired.blueprint.openclaw, await this.gateway.config(address, signal));
    const seen = await this.observations.of(machine.id);
    if (drift.length === 0) {
      await this.observations.save(machine.id, { config: 'right', drift: null });
      return false;
    }
    return this.repair(machine, live, { desired, drift, seen }, signal);
  }

  private async repair(
    machine: MachineEntity,
    live: FlyMachine,
    found: { desired: DesiredMachine; drift: string[]; seen: MachineObservationEntity },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { desired, drift, seen } = found;
    const now = this.clock.now().getTime();
    const age = seen.repairedAt ? now - seen.repairedAt.getTime() : Number.POSITIVE_INFINITY;
    const repairs = age > FORGET_AFTER_MS || seen.driftHash !== desired.configHash ? 0 : seen.repairs;
    if (repairs >= MOST_REPAIRS) {
      if (seen.config !== 'stuck')
        this.logger.error(`Machine ${machine.id} keeps another config: ${drift.join(', ')}`);
      await this.observations.save(machine.id, { config: 'stuck', drift });
      return false;
    }
    if (repairs > 0 && age < FIRST_PAUSE_MS * 2 ** (repairs - 1)) {
      await this.observations.save(machine.id, { config: 'drifted', drift });
      return false;
    }
    const patch = { drift, driftHash: desired.configHash, repairs: repairs + 1 };
    const atFly = carriesConfig(live.config, desired.blueprint);
    return atFly
      ? this.restart(machine, patch, signal)
      : this.unitOfWork.run((tx) => this.update(tx, machine, patch));
  }

  /** Counted before it is done: a crash in between costs one repair, not an endless row of restarts. */
  private async restart(
    machine: MachineEntity,
    patch: { drift: string[]; driftHash: string; repairs: number },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { appName, flyMachineId } = machine;
    if (!flyMachineId) return false;
    try {
      await this.lease.run(machine.id, signal, async (leased) => {
        await this.unitOfWork.run((tx) => this.record(tx, machine, patch));
        await this.fly.restartMachine(appName, flyMachineId, { signal: leased });
      });
      return true;
    } catch (error) {
      // Somebody is changing it right now, which may well be the repair.
      if (error instanceof RetryLater) return false;
      throw error;
    }
  }

  private async update(
    tx: Tx,
    machine: MachineEntity,
    patch: { drift: string[]; driftHash: string; repairs: number },
  ): Promise<boolean> {
    await this.record(tx, machine, patch);
    await askForChange(tx, machine.id, 'the agent ran with other settings than its own');
    return true;
  }

  private async record(
    tx: Tx,
    { id, userId }: MachineEntity,
    patch: { drift: string[]; driftHash: string; repairs: number },
  ): Promise<void> {
    await this.observations.update(tx, id, { ...patch, config: 'drifted', repairedAt: this.clock.now() });
    await this.timeline.record(tx, {
      userId,
      kind: 'machine.config-repaired',
      title: 'The settings of the agent were put back',
      cause: 'it ran with other settings than those of its plan',
      data: { machineId: id, paths: patch.drift },
    });
  }
}
