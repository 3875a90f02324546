import { driftRun } from '../../../../testing/billing-builders.js';
import { overview } from '../../../../testing/builders.js';
import { concernsOf, driftNote, latestRun, machineShares, machineTotal } from './overview-facts.js';

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
        openFindings: 2,
        suspendedCustomers: 1,
        attention: 3,
      }),
    );
    expect(concerns.map(({ text, link }) => [text, link])).toEqual([
      ['1 job has given up', '/jobs'],
      ['2 Stripe events failed', '/billing/events'],
      ['2 disagreements with Stripe', '/billing/drift'],
      ['5 machines do not answer', '/machines'],
      ['1 customer is suspended', '/machines'],
      ['3 things about billing to look at', '/billing/attention'],
    ]);
  });

  it('leads to the failed events, not to all of them', () => {
    const [concern] = concernsOf(overview({ stripeEvents: { stored: 11, pending: 0, failed: 1 } }));
    expect(concern?.query).toEqual({ status: 'failed' });
  });

  it('leads to those who are kept down, and to the machines that failed', () => {
    const concerns = concernsOf(
      overview({ suspendedCustomers: 2, machinesByState: [{ state: 'failed', count: 1 }] }),
    );
    expect(concerns.map(({ query }) => query)).toEqual([{ state: 'failed' }, { suspended: 'true' }]);
  });

  it('knows how old its word about Stripe is from the newest comparison that came to an end', () => {
    const runs = [
      driftRun({ status: 'running', finishedAt: null }),
      driftRun({ id: 'rec_2', findings: 3, open: 2 }),
      driftRun({ id: 'rec_3' }),
    ];
    const latest = latestRun(runs);
    expect(latest?.id).toBe('rec_2');
    expect(driftNote(latest, Date.parse('2026-11-22T13:00:03.000Z'))).toBe('compared 1 hour ago');
    expect(driftNote(latestRun([]), 0)).toBe('not compared yet');
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
