import { findingLabel, runTitle, tookText } from './run-words.js';

describe('run words', () => {
  const found = { repair: 'apply', repairedAt: null, outcome: null };

  it.each([
    [found, 'Can be repaired'],
    [{ ...found, outcome: 'Stripe answered 500.' }, 'Repair failed'],
    [{ ...found, repair: 'person' }, 'Needs a person'],
    [{ ...found, repair: 'person', repairedAt: '2026-11-22T12:00:00.000Z' }, 'Repaired'],
  ])('names the state of a finding', (known, label) => {
    expect(findingLabel(known).label).toBe(label);
  });

  it('says what ran, and for whom', () => {
    expect(runTitle({ mode: 'repair', trigger: 'staff' })).toBe('Repair by staff');
    expect(runTitle({ mode: 'look', trigger: 'schedule' })).toBe('Check by the schedule');
  });

  it('says how long it took', () => {
    const startedAt = '2026-11-22T12:00:00.000Z';
    expect(tookText({ startedAt, finishedAt: '2026-11-22T12:01:05.000Z' })).toBe(', in 1 min 5 s');
    expect(tookText({ startedAt, finishedAt: null })).toBe('');
  });
});
