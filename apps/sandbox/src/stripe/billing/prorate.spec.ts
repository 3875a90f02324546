import { describe, expect, it } from '@jest/globals';
import { debitedAfter, share, wholeCents } from './prorate.js';

const DAY = 86_400;
const month = { start: 0, end: 30 * DAY };

describe('proration', () => {
  it.each([
    [2000, 0, 2000],
    [2000, 15 * DAY, 1000],
    [2000, 10 * DAY, 1333],
    [2000, 20 * DAY, 667],
    [2999, 1, 2999],
    [2999, 30 * DAY - 1, 0],
    [2999, 30 * DAY, 0],
    [14_900, 12 * DAY + 1234, 8933],
  ])('charges %d cents from second %d on with %d', (cents, at, expected) => {
    expect(wholeCents(share(cents, month, at))).toBe(expected);
  });

  it('rounds halves away from zero, so that a credit and a charge cancel out', () => {
    expect([0.5, -0.5, 1.5, -1.5, 2.4, -2.4].map(wholeCents)).toEqual([1, -1, 2, -2, 2, -2]);
    expect(Object.is(wholeCents(-0.2), 0)).toBe(true);
  });

  it('credits what was really debited for the time that is left', () => {
    const discounted = { amount: 1000, ...month };
    expect(debitedAfter([discounted], 15 * DAY)).toBe(500);
    const changed = [
      { amount: 2000, ...month },
      { amount: -1000, start: 15 * DAY, end: 30 * DAY },
      { amount: 2000, start: 15 * DAY, end: 30 * DAY },
    ];
    expect(debitedAfter(changed, 15 * DAY)).toBe(2000);
    expect(debitedAfter(changed, 24 * DAY)).toBe(800);
  });

  it('credits nothing for what is over', () => {
    expect(debitedAfter([{ amount: 2000, ...month }], 31 * DAY)).toBe(0);
    expect(debitedAfter([{ amount: 2000, start: 5, end: 5 }], 5)).toBe(0);
  });
});
