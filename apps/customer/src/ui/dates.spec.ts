import { ago, day } from './dates.js';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');

describe('dates', () => {
  it('are days in words', () => {
    expect(day('2026-12-10T12:00:00.000Z')).toBe('10 December 2026');
  });

  it('tell how long something is ago', () => {
    expect(ago('2026-11-22T11:57:00.000Z', NOW)).toBe('3 minutes ago');
    expect(ago('2026-11-20T12:00:00.000Z', NOW)).toBe('2 days ago');
  });

  it('never speak of the past as to come, whatever the two clocks say', () => {
    expect(ago('2027-01-22T12:00:00.000Z', NOW)).toBe('just now');
  });
});
