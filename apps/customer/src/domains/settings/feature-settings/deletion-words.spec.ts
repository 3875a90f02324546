import { deletionSteps } from './deletion-words.js';

describe('what deleting an account means', () => {
  it('is told in its order, with the day it takes effect', () => {
    const steps = deletionSteps(Date.parse('2026-11-22T12:00:00.000Z'), {
      daysToKeep: 7,
      daysMachineIsHeld: 30,
    });
    expect(steps.map(({ when }) => when)).toEqual([
      'Until 29 November 2026',
      'On 29 November 2026',
      'A day later',
      'For 30 more days',
    ]);
    expect(steps[3]?.what).toContain('snapshot');
  });
});
