import fc from 'fast-check';
import { usagePeriod } from './usage-period.js';

const at = (text: string) => new Date(text);
const window = (anchor: string | null, now: string) => {
  const { start, end } = usagePeriod(anchor === null ? null : at(anchor), at(now));
  return [start.toISOString(), end.toISOString()];
};

describe('usagePeriod', () => {
  it('is the calendar month in UTC without a subscription', () => {
    expect(window(null, '2026-02-28T23:59:59.999Z')).toEqual([
      '2026-02-01T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ]);
  });

  it('clamps the day to the length of the month and comes back to it', () => {
    const anchor = '2026-01-31T10:30:00.000Z';
    expect(window(anchor, '2026-02-15T00:00:00.000Z')).toEqual([anchor, '2026-02-28T10:30:00.000Z']);
    expect(window(anchor, '2026-03-01T00:00:00.000Z')).toEqual([
      '2026-02-28T10:30:00.000Z',
      '2026-03-31T10:30:00.000Z',
    ]);
  });

  it('knows the leap day', () => {
    expect(window('2027-12-31T00:00:00.000Z', '2028-02-29T00:00:00.000Z')).toEqual([
      '2028-02-29T00:00:00.000Z',
      '2028-03-31T00:00:00.000Z',
    ]);
  });

  it('gives the end to the next window', () => {
    expect(window('2026-03-10T08:00:00.000Z', '2026-04-10T08:00:00.000Z')[0]).toBe(
      '2026-04-10T08:00:00.000Z',
    );
  });

  it('tiles ten years of time for any anchor, with no gap and no overlap', () => {
    const instant = fc.date({
      min: at('2024-01-01T00:00:00Z'),
      max: at('2034-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, instant, (anchor, now) => {
        const { start, end } = usagePeriod(anchor, now);
        expect(start <= now && now < end).toBe(true);
        expect(usagePeriod(anchor, end).start).toEqual(end);
        expect(usagePeriod(anchor, new Date(start.getTime() - 1)).end).toEqual(start);
      }),
      { numRuns: 500 },
    );
  });
});
