import type { MachineObservationEntity } from '../persistence/machine-observation.entity.js';

const MINUTE = 60_000;

/** How often an agent that is always awake is looked at. */
const AWAKE_EVERY_MS = 10 * MINUTE;

/**
 * An agent that sleeps when idle is looked at a little after it woke, when it has read what woke it, and then so seldom
 * that our looking cannot keep it awake: Fly stops it after some idle minutes, and a look counts as traffic.
 */
const AFTER_WAKING_MS = 2 * MINUTE;
const SLEEPER_EVERY_MS = 30 * MINUTE;

/** A machine that should run and does not. */
const DOWN_EVERY_MS = 10 * MINUTE;

const PROOF_EVERY_MS = MINUTE;

/** `prove` asks the machine by a command, which is no traffic to it. `look` also talks to the agent. */
export type Due = 'look' | 'prove' | 'down' | null;

export interface WatchFacts {
  /** Fly's word. */
  flyState: string;
  /** When Fly last changed something about it. */
  changedAt: Date | null;
  sleepsWhenIdle: boolean;
  seen: Pick<MachineObservationEntity, 'lookedAt' | 'proof' | 'proofSince'>;
}

/** What is due for a machine right now. Nothing is ever due for one that sleeps as it may. */
export function whatIsDue({ flyState, changedAt, sleepsWhenIdle, seen }: WatchFacts, now: Date): Due {
  const since = (moment: Date | null): number =>
    moment === null ? Number.POSITIVE_INFINITY : now.getTime() - moment.getTime();
  if (isDown(flyState, sleepsWhenIdle)) return since(seen.lookedAt) >= DOWN_EVERY_MS ? 'down' : null;
  if (flyState !== 'started') return null;
  if (lookDue()) return 'look';
  return seen.proof === 'waiting' && since(seen.proofSince) >= PROOF_EVERY_MS ? 'prove' : null;

  function lookDue(): boolean {
    if (!sleepsWhenIdle) return since(seen.lookedAt) >= AWAKE_EVERY_MS;
    const sawThisWaking = seen.lookedAt !== null && changedAt !== null && seen.lookedAt >= changedAt;
    if (!sawThisWaking && since(changedAt) >= AFTER_WAKING_MS) return true;
    return sawThisWaking && since(seen.lookedAt) >= SLEEPER_EVERY_MS;
  }
}

function isDown(flyState: string, sleepsWhenIdle: boolean): boolean {
  if (flyState === 'failed' || flyState === 'launch_failed') return true;
  return !sleepsWhenIdle && flyState === 'stopped';
}
