/** Fly's word for a snapshot that can be restored. */
const DONE = 'created';

/** Fly's clock may be behind ours by this much. */
const CLOCKS_APART_MS = 5_000;

/** The snapshot a volume must have before it may go. */
export interface KeptSnapshot {
  volumeId: string;
  snapshotId: string;
  /** When we saw it complete in Fly's own list. */
  verifiedAt: string;
  /** When Fly took it. */
  takenAt: string;
}

export interface DeletionFacts {
  holdUntil: Date;
  now: Date;
  /** The owner pays for it (again). */
  liveSubscription: boolean;
  volumeIds: readonly string[];
  /** Since when no machine that could write to them runs; null while one does. */
  atRestSince: Date | null;
  snapshots: readonly KeptSnapshot[];
}

/** What has to happen next, and for a wait, what it waits for. */
export type DeletionVerdict =
  { do: 'wait'; for: string } | { do: 'snapshot'; volumeIds: string[] } | { do: 'stop' } | { do: 'remove' };

/**
 * The one rule before anything is removed: no live subscription, a verified snapshot of every volume, the hold over,
 * the machine stopped, and a snapshot that was taken after it stopped. Pure, so every case has a test.
 */
export function nextForDeletion(facts: DeletionFacts): DeletionVerdict {
  const { volumeIds, snapshots, atRestSince, holdUntil, now } = facts;
  if (facts.liveSubscription) return { do: 'wait', for: 'the end of a subscription that is live' };
  const taken = (id: string, since: number) =>
    snapshots.some(({ volumeId, takenAt }) => volumeId === id && Date.parse(takenAt) >= since);
  const without = volumeIds.filter((id) => !taken(id, Number.NEGATIVE_INFINITY));
  if (without.length > 0) return { do: 'snapshot', volumeIds: without };
  if (now < holdUntil) return { do: 'wait', for: `the end of the hold at ${holdUntil.toISOString()}` };
  if (atRestSince === null) return { do: 'stop' };
  const outdated = volumeIds.filter((id) => !taken(id, atRestSince.getTime() - CLOCKS_APART_MS));
  if (outdated.length > 0) return { do: 'snapshot', volumeIds: outdated };
  return { do: 'remove' };
}

/** The youngest complete one that was begun after `since`. */
export function verifiedSnapshot(
  listed: readonly { id?: string; status?: string; created_at?: string }[],
  since: Date,
): { id: string; takenAt: string } | null {
  const from = since.getTime() - CLOCKS_APART_MS;
  const good = listed
    .flatMap(({ id, status, created_at: takenAt }) =>
      id && takenAt && status === DONE ? [{ id, takenAt }] : [],
    )
    .filter(({ takenAt }) => Date.parse(takenAt) >= from)
    .sort((a, b) => b.takenAt.localeCompare(a.takenAt));
  return good[0] ?? null;
}
