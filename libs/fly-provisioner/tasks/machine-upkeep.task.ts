import { Clock, ScheduledTask, type TaskRunner, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { RunLog } from '../saga/run-log.js';
import { MachineStore } from '../persistence/machine-store.js';

const STALLED_MS = 20 * 60_000;

/**
 * A run whose job was lost for whatever reason would leave its owner looking at a bar that never moves: after 20
 * minutes without any progress it gets a new job. Also forgets turns at Fly that have long passed.
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
      return `${stalled.length} stalled machines taken up again`;
    });
  }
}
