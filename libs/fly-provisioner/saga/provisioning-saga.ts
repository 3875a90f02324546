import { AppConfig, Clock } from '@automna/core';
import { GatewayClient } from '@automna/openclaw';
import { Injectable, Logger } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import { Pause } from '../adapters/pause.js';
import { NotYet, StepFailure } from '../domain/failures.js';
import { weigh } from '../domain/weigh.js';
import { hadMachine, type MachineEntity } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { DesiredMachines } from '../services/desired-machine.service.js';
import { MachineUpdater } from '../services/machine-updater.service.js';
import { channelsStep } from './channels.step.js';
import type { ProvisionStep, SagaTools, StepContext } from './provision-step.js';
import { RunLog } from './run-log.js';
import { PROVISION_STEPS } from './steps.js';

/**
 * Carries out one run of setting up a machine, step by step, from wherever the last try stopped. The caller holds the
 * machine's lease. Ends quietly when the machine is ready, the run has failed for now, or is not the current one.
 */
@Injectable()
export class ProvisioningSaga {
  private readonly logger = new Logger('Provisioning');
  private readonly tools: SagaTools;

  constructor(
    private readonly store: MachineStore,
    private readonly log: RunLog,
    fly: FlyClient,
    gateway: GatewayClient,
    updater: MachineUpdater,
    desired: DesiredMachines,
    config: AppConfig,
    clock: Clock,
    pause: Pause,
  ) {
    this.tools = { fly, gateway, updater, desired, config, clock, pause };
  }

  /** @throws NotYet when the run has to go on later. */
  async run(machineId: string, run: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const machine = await this.store.byId(machineId);
      if (!machine || machine.run !== run || machine.state !== 'provisioning') return;
      const rows = await this.store.steps(machineId);
      const next = PROVISION_STEPS.find(({ id }) => rows.find((row) => row.step === id)?.state !== 'done');
      if (!next) {
        await this.finish(machine, signal);
        return;
      }
      await this.carryOut(next, machine, signal);
    }
  }

  /** Nobody gets a machine they lost the right to while its last step ran. */
  private async finish(machine: MachineEntity, signal: AbortSignal): Promise<void> {
    try {
      await this.tools.desired.forSetup(machine);
      await this.log.ready(machine);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StepFailure)) throw error;
      await this.interrupted(channelsStep, machine.id, error);
    }
  }

  private async carryOut(step: ProvisionStep, machine: MachineEntity, signal: AbortSignal): Promise<void> {
    try {
      signal.throwIfAborted();
      await this.tools.desired.requireService(machine);
      const startedAt = await this.log.stepStarted(machine.id, step.id);
      await step.run(this.contextOf(step, machine, startedAt, signal));
      await this.log.stepDone(machine.id, step.id);
    } catch (error) {
      // Interrupted by a shutdown or a lost lease: somebody goes on from here, nothing is wrong.
      signal.throwIfAborted();
      await this.interrupted(step, machine.id, error);
    }
  }

  private async interrupted(step: ProvisionStep, machineId: string, error: unknown): Promise<void> {
    const machine = await this.store.byId(machineId);
    if (!machine) return;
    const regions = this.tools.config.fly;
    const verdict = weigh(error, {
      step: step.id,
      region: machine.region,
      fullRegions: machine.fullRegions,
      hasMachine: hadMachine(machine),
      attempts: machine.attempts,
      regions,
    });
    switch (verdict.do) {
      case 'move':
        return this.log.moved(machine, verdict.to);
      case 'fail':
        this.logger.warn(`Machine ${machine.id} failed at ${step.id} (${verdict.code}): ${verdict.reason}`);
        return this.log.failed(machine, step.id, verdict, regions.region);
      case 'retry':
      case 'rebuild':
        this.logger.warn(`Machine ${machine.id} has trouble at ${step.id}: ${verdict.reason}`);
        await this.log.troubled(machine, step.id, verdict.reason, verdict.do === 'rebuild');
        break;
      case 'wait':
        break;
    }
    throw new NotYet(verdict.delayMs, verdict.reason);
  }

  private contextOf(
    step: ProvisionStep,
    initial: MachineEntity,
    startedAt: Date,
    signal: AbortSignal,
  ): StepContext {
    const { store, log, tools } = this;
    let machine = initial;
    return {
      tools,
      startedAt,
      signal,
      get machine() {
        return machine;
      },
      desired: () => tools.desired.forSetup(machine),
      save: async (patch) => {
        signal.throwIfAborted();
        await store.save(machine.id, patch);
        machine = { ...machine, ...patch };
      },
      tell: (detail) => log.tell(machine.id, step.id, detail),
    };
  }
}
