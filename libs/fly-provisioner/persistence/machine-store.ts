import { Clock, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { STEP_IDS, type StepId, type StepState } from '../domain/steps.js';
import { MachineEntity, type MachinePatch } from './machine.entity.js';
import { ProvisionStepEntity, type StepPatch } from './provision-step.entity.js';

/** Reads and writes machines and their steps. Methods with a `tx` take part in the caller's transaction. */
@Injectable()
export class MachineStore {
  constructor(
    @InjectRepository(MachineEntity) private readonly machines: Repository<MachineEntity>,
    @InjectRepository(ProvisionStepEntity) private readonly stepRows: Repository<ProvisionStepEntity>,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  byId(id: string): Promise<MachineEntity | null> {
    return this.machines.findOneBy({ id });
  }

  ofUser(userId: string): Promise<MachineEntity | null> {
    return this.machines.findOneBy({ userId });
  }

  ofApp(appName: string): Promise<MachineEntity | null> {
    return this.machines.findOneBy({ appName });
  }

  ofUserIn(tx: Tx, userId: string): Promise<MachineEntity | null> {
    return tx.manager.findOneBy(MachineEntity, { userId });
  }

  /** In the order in which they happen. */
  async steps(machineId: string): Promise<ProvisionStepEntity[]> {
    const rows = await this.stepRows.findBy({ machineId });
    return rows.sort((a, b) => STEP_IDS.indexOf(a.step) - STEP_IDS.indexOf(b.step));
  }

  async insert(tx: Tx, machine: MachineEntity): Promise<void> {
    await tx.manager.insert(MachineEntity, machine);
    const waiting = { state: 'waiting', detail: null, startedAt: null, finishedAt: null } as const;
    const rows = STEP_IDS.map((step) => ({ machineId: machine.id, step, ...waiting }));
    await tx.manager.insert(ProvisionStepEntity, rows);
  }

  /** A write of its own: what it holds is safe before the next call goes out. */
  async save(id: string, patch: MachinePatch): Promise<void> {
    await this.unitOfWork.run((tx) => this.update(tx, id, patch));
  }

  async update(tx: Tx, id: string, patch: MachinePatch): Promise<void> {
    await tx.manager.update(MachineEntity, { id }, { ...patch, updatedAt: this.clock.now() });
  }

  async updateStep(tx: Tx, machineId: string, step: StepId, patch: StepPatch): Promise<void> {
    await tx.manager.update(ProvisionStepEntity, { machineId, step }, patch);
  }

  /** Back to waiting: the steps named, or every one in one of the states. */
  async resetSteps(
    tx: Tx,
    machineId: string,
    which: { steps?: StepId[]; states?: StepState[] },
  ): Promise<void> {
    await tx.manager.update(
      ProvisionStepEntity,
      {
        machineId,
        ...(which.steps ? { step: In(which.steps) } : {}),
        ...(which.states ? { state: In(which.states) } : {}),
      },
      { state: 'waiting', detail: null, startedAt: null, finishedAt: null },
    );
  }
}
