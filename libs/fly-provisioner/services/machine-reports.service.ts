import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import type { Hold } from '../domain/hold.js';
import type { LifecycleState } from '../domain/lifecycle.js';
import type { StepId } from '../domain/steps.js';
import { MachineEntity } from '../persistence/machine.entity.js';

/** A machine as staff see it. */
export interface StaffMachine {
  state: LifecycleState;
  /** Why it is kept down; null when it may run. */
  suspended: Hold | null;
  /** When it was seen to stand still for that reason; null while it is on its way down or up again. */
  suspendedAt: Date | null;
  appName: string;
  region: string;
  volumeId: string | null;
  machineId: string | null;
  step: StepId | null;
  /** What Fly or the gateway said last. */
  error: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Reads for the console. */
@Injectable()
export class MachineReports {
  constructor(@InjectRepository(MachineEntity) private readonly machines: Repository<MachineEntity>) {}

  async ofUser(userId: string): Promise<StaffMachine | null> {
    const machine = await this.machines.findOneBy({ userId });
    if (!machine) return null;
    const {
      state,
      suspended,
      suspendedAt,
      appName,
      region,
      volumeId,
      flyMachineId,
      step,
      errorText,
      createdAt,
      updatedAt,
    } = machine;
    return {
      state,
      suspended,
      suspendedAt,
      appName,
      region,
      volumeId,
      machineId: flyMachineId,
      step,
      error: errorText,
      createdAt,
      updatedAt,
    };
  }

  /** States of several customers' machines at once; customers without one are not in it. */
  async statesOf(userIds: readonly string[]): Promise<Map<string, LifecycleState>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.machines.find({
      where: { userId: In([...userIds]) },
      select: { userId: true, state: true },
    });
    return new Map(rows.map(({ userId, state }) => [userId, state]));
  }

  async countByState(): Promise<{ state: LifecycleState; count: number }[]> {
    const rows: { state: LifecycleState; count: number }[] = await this.machines.query(
      'SELECT state, COUNT(*) AS count FROM machines GROUP BY state ORDER BY state',
    );
    return rows.map(({ state, count }) => ({ state, count: Number(count) }));
  }
}
