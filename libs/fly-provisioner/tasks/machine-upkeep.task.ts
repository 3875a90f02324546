import { Clock, ScheduledTask, type TaskRunner, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { askForChange } from '../saga/apply-request.js';
import { RunLog } from '../saga/run-log.js';
import { MachineStore } from '../persistence/machine-store.js';

const STALLED_MS = 20 * 60_000;

/**
 * A run whose job was lost for whatever reason would leave its owner looking at a bar that never moves: after 20
 * minutes without any progress it gets a new job, and so does a machine on its way down or up. Also forgets turns at Fly that have long passed.
 */
@Injectable()
@ScheduledTask({ name: 'machines.upkeep', everySeconds: 300 })
export class MachineUpkeepTask implements TaskRunner {
  constructor(
    private readonly store: MachineStore,
    private readonly log: RunLog,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<string> {
    const now = this.clock.now();
    return this.unitOfWork.run(async (tx) => {
      await tx.query('DELETE FROM fly_pacing WHERE next_at < ?', [now.getTime() - 60_000]);
      const stalled = await tx.query<{ id: string; run: number }>(
        `SELECT id, run FROM machines WHERE state = 'provisioning' AND updated_at < ?`,
        [new Date(now.getTime() - STALLED_MS).toISOString()],
      );
      for (const { id, run } of stalled) {
        await this.store.update(tx, id, { run: Number(run) + 1 });
        await this.log.enqueue(tx, id, Number(run) + 1);
      }
      const turning = await this.takeUpTurning(tx, now);
      return `${stalled.length + turning} stalled machines taken up again`;
    });
  }

  /** Stops and restarts that were meant and never proven: nobody may run unpaid, or stay down having paid. */
  private async takeUpTurning(tx: Tx, now: Date): Promise<number> {
    const turning = await tx.query<{ id: string }>(
      `SELECT id FROM machines
       WHERE suspended IS NOT NULL AND suspended_at IS NULL AND state <> 'provisioning' AND updated_at < ?`,
      [new Date(now.getTime() - STALLED_MS).toISOString()],
    );
    for (const { id } of turning) {
      await this.store.update(tx, id, {});
      await askForChange(tx, id, 'not finished before');
    }
    return turning.length;
  }
}
