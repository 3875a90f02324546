import { Timeline } from '@automna/accounts';
import { UnitOfWork } from '@automna/core';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer } from '@automna/openclaw';
import { Inject, Injectable } from '@nestjs/common';
import { FlyClient } from '../adapters/fly-client.js';
import type { FleetFinding, FleetFindingKind } from '../domain/findings.js';
import type { StepId } from '../domain/steps.js';
import type { MachinePatch } from '../persistence/machine.entity.js';
import { MachineStore } from '../persistence/machine-store.js';
import { askForChange } from '../saga/apply-request.js';
import { RunLog } from '../saga/run-log.js';

/** Steps of setting up that put a thing back. Each looks at Fly before it makes anything. */
const REDO: Readonly<Partial<Record<FleetFindingKind, StepId[]>>> = {
  machine_missing: ['machine', 'start', 'gateway', 'channels'],
  ip_missing: ['network'],
  secret_missing: ['secrets', 'channels'],
};

export interface Repaired {
  repaired: boolean;
  outcome: string;
}

/** Puts right what needs no person: by the jobs that make changes and set machines up, never by a call of its own. */
@Injectable()
export class FleetRepair {
  constructor(
    private readonly store: MachineStore,
    private readonly fly: FlyClient,
    private readonly log: RunLog,
    private readonly unitOfWork: UnitOfWork,
    private readonly timeline: Timeline,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
  ) {}

  /** @throws FlyError when Fly cannot be asked whether the thing is really gone */
  async repair(finding: FleetFinding, signal: AbortSignal): Promise<Repaired> {
    switch (finding.repair) {
      case 'person':
        return { repaired: false, outcome: 'Waits for a person' };
      case 'apply':
        return this.apply(finding);
      case 'redo':
        return this.redo(finding, signal);
    }
  }

  private async apply({ machineId, kind }: FleetFinding): Promise<Repaired> {
    await this.unitOfWork.run(async (tx) => {
      // Only then the secrets are compared with what is there, instead of with what we believe.
      if (kind === 'secrets_behind') await this.store.update(tx, machineId, { appliedSecretsHash: null });
      await askForChange(tx, machineId, 'differed at Fly');
    });
    return { repaired: true, outcome: 'An update was asked for' };
  }

  private async redo(finding: FleetFinding, signal: AbortSignal): Promise<Repaired> {
    const steps = REDO[finding.kind];
    if (!steps) return { repaired: false, outcome: 'Waits for a person' };
    const { userId, appName, flyId } = finding;
    const [plan, suspension] = await Promise.all([
      this.plans.planOf(userId),
      this.plans.suspensionOf(userId),
    ]);
    if (!plan || suspension) {
      return { repaired: false, outcome: 'Nobody pays for it: it is put back when somebody does' };
    }
    const missing = finding.kind === 'machine_missing';
    if (missing && flyId !== null) {
      const live = await this.fly.getMachine(appName, flyId, { signal });
      if (live && !live.state.startsWith('destroy')) {
        return { repaired: true, outcome: 'It is there after all: the list was late' };
      }
    }
    return this.begin(finding, steps, missing ? { flyMachineId: null, machineVersion: null } : {});
  }

  private async begin(finding: FleetFinding, steps: StepId[], patch: MachinePatch): Promise<Repaired> {
    return this.unitOfWork.run(async (tx) => {
      const machine = await this.store.ofUserIn(tx, finding.userId);
      const same = machine?.id === finding.machineId && machine.state === 'ready';
      const moved = finding.kind === 'machine_missing' && machine?.flyMachineId !== finding.flyId;
      if (!machine || !same || moved) {
        return { repaired: true, outcome: 'It is being set up again already' };
      }
      const run = machine.run + 1;
      await this.store.update(tx, machine.id, patch);
      await this.log.restart(tx, machine, run);
      await this.store.resetSteps(tx, machine.id, { steps });
      await this.log.enqueue(tx, machine.id, run);
      await this.timeline.record(tx, {
        userId: machine.userId,
        kind: 'machine.rebuilt',
        title: 'A part of the agent was missing at our hosting provider and is put back',
        cause: finding.sentence,
        data: { machineId: machine.id, kind: finding.kind },
      });
      return { repaired: true, outcome: 'It is being set up again' };
    });
  }
}
