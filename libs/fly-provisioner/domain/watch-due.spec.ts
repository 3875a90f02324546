import { describe, expect, it } from '@jest/globals';
import { type WatchFacts, whatIsDue } from './watch-due.js';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const facts = (
  overrides: Partial<Omit<WatchFacts, 'seen'>> & Partial<WatchFacts['seen']> = {},
): WatchFacts => {
  const { lookedAt = null, proof = 'proven', proofSince = null, ...rest } = overrides;
  return {
    flyState: 'started',
    changedAt: ago(60),
    sleepsWhenIdle: false,
    ...rest,
    seen: { lookedAt, proof, proofSince },
  };
};
const sleeper = { sleepsWhenIdle: true } as const;

describe('whatIsDue', () => {
  it.each([
    ['an agent that was never looked at', facts(), 'look'],
    ['one that is always awake, after ten minutes', facts({ lookedAt: ago(10) }), 'look'],
    ['and not before', facts({ lookedAt: ago(9) }), null],
    [
      'a proof that is waiting, meanwhile',
      facts({ lookedAt: ago(9), proof: 'waiting', proofSince: ago(2) }),
      'prove',
    ],
    [
      'but not in its first minute',
      facts({ lookedAt: ago(9), proof: 'waiting', proofSince: ago(0.5) }),
      null,
    ],
    ['a sleeper that has just woken', facts({ ...sleeper, changedAt: ago(1) }), null],
    ['its proof', facts({ ...sleeper, changedAt: ago(1), proof: 'waiting', proofSince: ago(99) }), 'prove'],
    [
      'a sleeper two minutes after waking',
      facts({ ...sleeper, changedAt: ago(2), lookedAt: ago(300) }),
      'look',
    ],
    ['and then for half an hour no more', facts({ ...sleeper, changedAt: ago(30), lookedAt: ago(28) }), null],
    ['until then', facts({ ...sleeper, changedAt: ago(60), lookedAt: ago(30) }), 'look'],
    [
      'one that sleeps',
      facts({ ...sleeper, flyState: 'stopped', proof: 'waiting', proofSince: ago(99) }),
      null,
    ],
    ['one that is suspended', facts({ ...sleeper, flyState: 'suspended' }), null],
    ['one on its way up', facts({ flyState: 'starting' }), null],
    ['one that never sleeps and is down', facts({ flyState: 'stopped' }), 'down'],
    ['one that failed', facts({ ...sleeper, flyState: 'failed' }), 'down'],
    ['one that was seen to be down', facts({ flyState: 'failed', lookedAt: ago(5) }), null],
  ] as const)('%s', (_what, given, due) => {
    expect(whatIsDue(given, NOW)).toBe(due);
  });
});
