import { Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { Pause } from './pause.js';

/** Names of the limits Fly counts separately. */
export type FlyAction =
  | 'app.get'
  | 'app.create'
  | 'ips.list'
  | 'ips.assign'
  | 'secrets.list'
  | 'secrets.set'
  | 'volumes.list'
  | 'volumes.create'
  | 'volumes.delete'
  | 'machines.list'
  | 'machines.create'
  | 'machine.get'
  | 'machine.update'
  | 'machine.start'
  | 'machine.restart'
  | 'machine.stop'
  | 'machine.wait'
  | 'machine.exec'
  | 'machine.lease'
  | 'machine.release'
  | 'machine.destroy'
  | 'apps.list'
  | 'app.delete'
  | 'org.machines'
  | 'org.volumes'
  | 'ips.release'
  | 'snapshots.list'
  | 'snapshots.create';

interface Pace {
  everyMs: number;
  burst: number;
}

/** Fly: one request per second per action per machine (or app), three at once; reading a machine is cheaper. */
const USUAL: Pace = { everyMs: 1000, burst: 3 };
const READING: Pace = { everyMs: 200, burst: 10 };

/**
 * Hands out turns at Fly, shared by every process on the same database: one row per app and action says when the next
 * free turn is, moved on by one statement per call. A customer has one app with one machine, so the app is the key
 * for both kinds of limit. Turns are handed out in the order of asking; a caller whose turn is in the future waits
 * for it. Processes with clocks apart by a second pace wrongly by that second; Fly's 429 is obeyed in any case.
 */
@Injectable()
export class FlyPacer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pause: Pause,
  ) {}

  async turn(app: string, action: FlyAction, signal?: AbortSignal): Promise<void> {
    const { everyMs, burst } = action === 'machine.get' ? READING : USUAL;
    const now = this.clock.now().getTime();
    const [row] = await this.unitOfWork.run((tx) =>
      tx.query<{ next_at: number }>(
        `INSERT INTO fly_pacing (bucket, next_at) VALUES (?, ?)
         ON CONFLICT (bucket) DO UPDATE SET next_at = MAX(next_at, ?) + ?
         RETURNING next_at`,
        [`${app} ${action}`, now + everyMs, now, everyMs],
      ),
    );
    const waitMs = Number(row?.next_at ?? now) - burst * everyMs - now;
    if (waitMs > 0) await this.pause.for(waitMs, signal);
  }
}
