import { driftRun, finding } from '../../../../testing/billing-builders.js';
import { repairPlan } from '../../../runs/run.js';
import { comparedText, differences, DRIFT_WORDS, kindLabel } from './drift-words.js';

describe('drift words', () => {
  it('plans what a machine may settle, and leaves what it may not', () => {
    const plan = repairPlan(
      [
        finding(),
        finding({ id: 'fnd_2' }),
        finding({ id: 'fnd_3', repair: 'take-in-event' }),
        finding({ id: 'fnd_4', repair: 'person' }),
        finding({ id: 'fnd_5', repairedAt: '2026-11-22T12:00:00.000Z' }),
      ],
      DRIFT_WORDS.steps,
    );
    expect(plan.repairable).toBe(3);
    expect(plan.left).toBe(1);
    expect(plan.steps).toEqual([
      'Read 2 objects again from Stripe and write down what is true there.',
      'Take in 1 event that never arrived, as if delivered just now.',
    ]);
  });

  it('puts both sides into words, column by column', () => {
    const sides = differences(
      finding({
        ours: { price_cents: 0, live: true, currentPeriodEnd: null },
        theirs: { price_cents: 3000, live: false, currentPeriodEnd: '2026-12-13T08:00:00.000Z', plan: 'pro' },
      }),
    );
    expect(sides).toEqual([
      { name: 'Price cents', ours: '$0.00', theirs: '$30.00' },
      { name: 'Live', ours: 'yes', theirs: 'no' },
      { name: 'Current period end', ours: 'nothing', theirs: '13 Dec 2026, 08:00 UTC' },
      { name: 'Plan', ours: 'nothing', theirs: 'pro' },
    ]);
  });

  it('tells a side that is missing from one that is empty', () => {
    expect(differences(finding({ ours: null, theirs: { status: 'active' } }))).toEqual([
      { name: 'Status', ours: 'not there', theirs: 'active' },
    ]);
    expect(differences(finding({ ours: null, theirs: null }))).toEqual([]);
  });

  it('sums up a pass', () => {
    expect(comparedText(driftRun())).toBe(
      '120 subscriptions of 98 customers and 340 events compared, with 12 requests to Stripe, in 3 s.',
    );
    expect(comparedText(driftRun({ finishedAt: '2026-11-22T12:00:00.200Z', customers: 1 }))).toContain(
      'of 1 customer and 340 events compared, with 12 requests to Stripe, in less than a second.',
    );
  });

  it('shows a kind it does not know yet as it is', () => {
    expect(kindLabel('two_live')).toBe('Two live subscriptions');
    expect(kindLabel('balance_differs')).toBe('Balance differs');
  });
});
