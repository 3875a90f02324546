import { overview } from '../../../../testing/builders.js';
import { concernsOf, machineShares, machineTotal } from './overview-facts.js';

describe('overview facts', () => {
  it('finds nothing to worry about in a calm house', () => {
    expect(concernsOf(overview())).toEqual([]);
  });

  it('names each trouble with its number and where to look', () => {
    const concerns = concernsOf(
      overview({
        jobs: { pending: 0, running: 0, dead: 1 },
        stripeEvents: { stored: 11, pending: 9, failed: 2 },
        machinesByState: [{ state: 'unreachable', count: 5 }],
      }),
    );
    expect(concerns.map(({ text, link }) => [text, link])).toEqual([
      ['1 job has given up', '/jobs'],
      ['2 Stripe events failed', '/jobs'],
      ['5 machines do not answer', '/customers'],
    ]);
  });

  it('counts only machines that exist, worst state first, unknown states last', () => {
    const facts = overview({
      machinesByState: [
        { state: 'none', count: 40 },
        { state: 'hibernating', count: 1 },
        { state: 'awake', count: 2 },
        { state: 'failed', count: 1 },
        { state: 'asleep', count: 0 },
      ],
    });
    expect(machineTotal(facts)).toBe(4);
    expect(machineShares(facts).map(({ label, percent }) => [label, percent])).toEqual([
      ['Failed', 25],
      ['Awake', 50],
      ['Hibernating', 25],
    ]);
  });
});
