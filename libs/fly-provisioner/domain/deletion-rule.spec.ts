import { describe, expect, it } from '@jest/globals';
import { type DeletionFacts, nextForDeletion, verifiedSnapshot } from './deletion-rule.js';

const HOLD = new Date('2026-03-08T12:00:00.000Z');
const STOPPED = new Date('2026-03-08T12:05:00.000Z');
const NOW = new Date('2026-03-08T13:00:00.000Z');
const snapshot = (takenAt: string, volumeId = 'vol_1') => ({
  volumeId,
  snapshotId: `vs_${takenAt}`,
  takenAt,
  verifiedAt: takenAt,
});
const EARLY = snapshot('2026-03-01T12:00:00.000Z');
const LATE = snapshot('2026-03-08T12:06:00.000Z');

const facts = (given: Partial<DeletionFacts> = {}): DeletionFacts => ({
  holdUntil: HOLD,
  now: NOW,
  liveSubscription: false,
  volumeIds: ['vol_1'],
  atRestSince: STOPPED,
  snapshots: [LATE],
  ...given,
});

describe('the rule before anything is removed', () => {
  it.each([
    ['all is as it must be', {}, { do: 'remove' }],
    ['somebody pays', { liveSubscription: true }, { do: 'wait' }],
    ['somebody pays, and nothing else is ready', { liveSubscription: true, snapshots: [] }, { do: 'wait' }],
    ['no snapshot', { snapshots: [] }, { do: 'snapshot', volumeIds: ['vol_1'] }],
    ['no snapshot, before the hold ends', { snapshots: [], now: heldStill() }, { do: 'snapshot' }],
    [
      'the snapshot of another volume',
      { snapshots: [snapshot('2026-03-08T12:06:00.000Z', 'vol_2')] },
      { do: 'snapshot' },
    ],
    [
      'one of two volumes has one',
      { volumeIds: ['vol_1', 'vol_2'] },
      { do: 'snapshot', volumeIds: ['vol_2'] },
    ],
    ['the hold is not over by a millisecond', { now: new Date(HOLD.getTime() - 1) }, { do: 'wait' }],
    ['the hold is over this very moment', { now: HOLD, atRestSince: HOLD }, { do: 'remove' }],
    ['a machine runs', { atRestSince: null }, { do: 'stop' }],
    ['the snapshot is older than the stop', { snapshots: [EARLY] }, { do: 'snapshot', volumeIds: ['vol_1'] }],
    ['no volumes, as for an address', { volumeIds: [], snapshots: [] }, { do: 'remove' }],
    ['no volumes, but held', { volumeIds: [], snapshots: [], now: heldStill() }, { do: 'wait' }],
  ] as [string, Partial<DeletionFacts>, object][])('%s', (_name, given, expected) => {
    expect(nextForDeletion(facts(given))).toMatchObject(expected);
  });

  it('takes no unfinished, nameless or older snapshot for a good one', () => {
    const since = new Date('2026-03-08T12:00:00.000Z');
    const listed = [
      { id: 'vs_old', status: 'created', created_at: '2026-03-08T11:00:00.000Z' },
      { id: 'vs_running', status: 'creating', created_at: '2026-03-08T12:30:00.000Z' },
      { status: 'created', created_at: '2026-03-08T12:30:00.000Z' },
      { id: 'vs_undated', status: 'created' },
    ];
    expect(verifiedSnapshot(listed, since)).toBeNull();
    const good = { id: 'vs_good', status: 'created', created_at: '2026-03-08T12:10:00.000Z' };
    const better = { ...good, id: 'vs_better', created_at: '2026-03-08T12:20:00.000Z' };
    expect(verifiedSnapshot([...listed, good, better], since)?.id).toBe('vs_better');
  });
});

function heldStill(): Date {
  return new Date('2026-03-02T12:00:00.000Z');
}
