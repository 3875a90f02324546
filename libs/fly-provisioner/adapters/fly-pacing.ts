import { Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FlyError } from './fly-error.js';
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

/** No queue is this long: a turn further ahead was written by a process whose clock was ahead, and is not waited for. */
const FARTHEST_MS = 60_000;

/**
 * Hands out turns at Fly, shared by every process on the same database: one row per app and action says when the next
 * free turn is, moved on by one statement per call. A customer has one app with one machine, so the app is the key
 * for both kinds of limit. Turns are handed out in the order of asking; a caller whose turn is in the future waits
 * for it. Processes with clocks apart by a second pace wrongly by that second, and a clock that was set back costs nobody
 * more than a minute; Fly's 429 is obeyed in any case.
 */
@Injectable()
export class FlyPacer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pause: Pause,
  ) {}

  /**
   * @param patienceMs the longest wait worth it, e.g. because a person is waiting; without it any
   * @throws FlyError `rate_limited` when the wait would be longer; no turn is taken then, so a storm queues nothing
   */
  async turn(
    app: string,
    action: FlyAction,
    signal?: AbortSignal,
    patienceMs: number | null = null,
  ): Promise<void> {
    const { everyMs, burst } = action === 'machine.get' ? READING : USUAL;
    const now = this.clock.now().getTime();
    const farthest = now + FARTHEST_MS;
    const latest = patienceMs === null ? null : now + patienceMs + (burst - 1) * everyMs;
    const [row] = await this.unitOfWork.run((tx) =>
      tx.query<{ next_at: number }>(
        `INSERT INTO fly_pacing (bucket, next_at) VALUES (?, ?)
         ON CONFLICT (bucket) DO UPDATE SET next_at = IIF(next_at > ?, ?, MAX(next_at, ?)) + ?
         WHERE ? IS NULL OR next_at <= ? OR next_at > ?
         RETURNING next_at`,
        [`${app} ${action}`, now + everyMs, farthest, now, now, everyMs, latest, latest, farthest],
      ),
    );
    if (!row) {
      throw new FlyError('rate_limited', `${action} was asked for too often`, { retryAfterMs: everyMs });
    }
    const waitMs = Number(row.next_at) - burst * everyMs - now;
    if (waitMs > 0) await this.pause.for(waitMs, signal);
  }
}
