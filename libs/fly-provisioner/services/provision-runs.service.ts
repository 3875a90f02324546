import { UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { MachineStore } from '../persistence/machine-store.js';
import { ProvisioningSaga } from '../saga/provisioning-saga.js';
import { RunLog } from '../saga/run-log.js';
import { MachineLease } from './machine-lease.service.js';

/** Carries out runs under the machine's lease, the automatic ones after a failure included. */
@Injectable()
export class ProvisionRuns {
  constructor(
    private readonly store: MachineStore,
    private readonly log: RunLog,
    private readonly saga: ProvisioningSaga,
    private readonly lease: MachineLease,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws RetryLater when the run has to go on later. */
  async carryOut(machineId: string, run: number, signal: AbortSignal): Promise<void> {
    await this.lease.run(machineId, signal, async (leased) => {
      await this.reopen(machineId, run);
      await this.saga.run(machineId, run, leased);
    });
  }

  /** A failed machine whose time for another try has come, and whose owner did not ask for one in between. */
  private async reopen(machineId: string, run: number): Promise<void> {
    const machine = await this.store.byId(machineId);
    if (machine?.state !== 'failed' || machine.run !== run) return;
    await this.unitOfWork.run((tx) => this.log.restart(tx, machine, run));
  }
}
