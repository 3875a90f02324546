import { Clock, UnitOfWork } from '@automna/core';
import { ChannelSights, GatewayAdmin, GatewayError } from '@automna/openclaw';
import { Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { FlyError } from '../adapters/fly-error.js';
import type { FlyMachine } from '../adapters/fly-types.js';
import { bootTime } from '../domain/boot-time.js';
import { NotYet } from '../domain/failures.js';
import { META } from '../domain/machine-config.js';
import type { MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { ObservationStore } from '../persistence/observation-store.js';
import { DesiredMachines } from '../services/desired-machine.service.js';
import { MachineProofs } from '../services/machine-proofs.service.js';
import { askForDoctor } from './look-request.js';
import { ConfigWatch } from './config-watch.service.js';
import { Doctor } from './doctor.service.js';
import { KeyWatch } from './key-watch.service.js';
import { UsageWatch } from './usage-watch.service.js';

/** A gateway needs half a minute to start, its channels some more. */
const STARTING_MS = 2 * 60_000;

/**
 * Looks at one agent: the key it runs with, its config, its channels, its log and what it has used. Fly is asked first,
 * and only a machine that runs is talked to: a look never wakes anybody.
 */
@Injectable()
export class AgentLook {
  constructor(
    private readonly store: MachineStore,
    private readonly observations: ObservationStore,
    private readonly desired: DesiredMachines,
    private readonly fly: FlyClient,
    private readonly gateway: GatewayAdmin,
    private readonly proofs: MachineProofs,
    private readonly configs: ConfigWatch,
    private readonly keys: KeyWatch,
    private readonly usage: UsageWatch,
    private readonly channels: ChannelSights,
    private readonly doctor: Doctor,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @returns whether the agent was talked to. @throws FlyError */
  async look(machineId: string, signal: AbortSignal): Promise<boolean> {
    const found = await this.running(machineId, signal);
    if (!found) return false;
    const { machine, live } = found;
    await this.prove(machine, live, signal);
    return this.talk(machine, live, signal);
  }

  /** Only the key, by a command: for a machine that has not run since it was given one. */
  async proof(machineId: string, signal: AbortSignal): Promise<void> {
    const found = await this.running(machineId, signal);
    if (found) await this.prove(found.machine, found.live, signal);
  }

  /** For a machine that should run and does not. */
  async down(machineId: string, signal: AbortSignal): Promise<void> {
    const found = await this.mine(machineId, signal);
    if (!found) return;
    await this.observations.save(machineId, { lookedAt: this.clock.now() });
    await this.callDoctor(found.machine, found.live);
  }

  private async running(machineId: string, signal: AbortSignal) {
    const found = await this.mine(machineId, signal);
    return found?.live.state === 'started' ? found : null;
  }

  private async mine(
    machineId: string,
    signal: AbortSignal,
  ): Promise<{ machine: MachineEntity; live: FlyMachine } | null> {
    const machine = await this.store.byId(machineId);
    if (!machine?.flyMachineId || machine.state !== 'ready' || machine.suspended) return null;
    const live = await this.fly.getMachine(machine.appName, machine.flyMachineId, { signal });
    const owner = live?.config?.metadata?.[META.machine];
    return live && (owner === undefined || owner === machine.id) ? { machine, live } : null;
  }

  /** What it was started with does not change until the next start. */
  private async prove(machine: MachineEntity, live: FlyMachine, signal: AbortSignal): Promise<void> {
    const { proof, provenAt } = await this.observations.of(machine.id);
    const bootedAt = bootTime(live);
    const sameProcess = provenAt !== null && (bootedAt === null || bootedAt <= provenAt);
    if (proof === 'proven' && sameProcess) return;
    try {
      await this.proofs.prove(machine, signal, live);
    } catch (error) {
      // It has just been changed, and the job that did so is asking, too; or it could not say. It is asked again.
      if (!(error instanceof NotYet || error instanceof FlyError)) throw error;
    }
  }

  private async talk(machine: MachineEntity, live: FlyMachine, signal: AbortSignal): Promise<boolean> {
    const address = { appUrl: this.desired.appUrl(machine), token: this.desired.gatewayToken(machine) };
    const bootedAt = bootTime(live);
    const now = this.clock.now();
    const starting = bootedAt !== null && now.getTime() - bootedAt.getTime() < STARTING_MS;
    await this.observations.save(machine.id, { lookedAt: now, bootedAt });
    try {
      if (await this.configs.look(machine, live, address, signal)) return true;
      if (!starting) {
        await this.channels.record(machine.userId, await this.gateway.channels(address, signal));
      }
      const refused = await this.keys.look(machine, address, bootedAt, signal);
      await this.usage.look(machine, address, refused !== null, signal);
      await this.observations.save(machine.id, { gateway: 'answers', answeredAt: now });
      return true;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      await this.unanswered(machine, live, error, starting);
      return false;
    }
  }

  private async unanswered(
    machine: MachineEntity,
    live: FlyMachine,
    { failure }: GatewayError,
    starting: boolean,
  ): Promise<void> {
    // "rejected" is an answer to one question; the agent itself is there.
    if (failure === 'rejected') {
      await this.observations.save(machine.id, { gateway: 'answers', answeredAt: this.clock.now() });
      return;
    }
    if (failure === 'refused') await this.observations.save(machine.id, { gateway: 'refuses' });
    else if (!starting) await this.observations.save(machine.id, { gateway: 'silent' });
    if (failure === 'unavailable') await this.callDoctor(machine, live);
  }

  private async callDoctor(machine: MachineEntity, live: FlyMachine): Promise<void> {
    if (!(await this.doctor.isNeeded(machine, live))) return;
    await this.unitOfWork.run((tx) => askForDoctor(tx, machine.id));
  }
}
