import { orphan } from '../../../../testing/fleet-builders.js';
import { decisionWords } from './decision-words.js';
import { ageText, costText, decisionsAbout, waitText } from './orphan-words.js';

describe('orphan words', () => {
  it.each([
    [orphan(), ['adopt', 'keep', 'schedule-deletion']],
    [orphan({ kind: 'ip' }), ['keep', 'schedule-deletion']],
    [orphan({ state: 'kept' }), ['adopt', 'schedule-deletion']],
    [orphan({ state: 'leaving' }), ['keep']],
    [orphan({ state: 'adopted' }), []],
    [orphan({ state: 'gone' }), []],
  ])('offers only what can be decided', (known, decisions) => {
    expect(decisionsAbout(known)).toEqual(decisions);
  });

  it('tells what is spent on nothing from what is kept on purpose', () => {
    const kept = orphan({ state: 'kept', centsPerMonth: 200 });
    expect(costText({ centsPerMonth: 150, items: [orphan()] })).toBe('$1.50 a month is spent on nothing.');
    expect(costText({ centsPerMonth: 150, items: [orphan(), kept] })).toBe(
      '$1.50 a month is spent on nothing. $2.00 more is kept on purpose.',
    );
  });

  it('tells its age in whole days', () => {
    expect([0, 1, 12].map((ageDays) => ageText(orphan({ ageDays })))).toEqual([
      'less than a day old',
      '1 day old',
      '12 days old',
    ]);
  });

  it('tells what a removal waits for, in words and only once', () => {
    const leaving = (waitsFor: string | null) => waitText(orphan({ state: 'leaving', waitsFor }));
    expect(leaving('the end of the hold at 2026-11-29T08:00:00.000Z')).toBeNull();
    expect(leaving('a snapshot asked for at 2026-11-29T08:00:00.000Z')).toBe(
      'a snapshot asked for at 29 Nov 2026, 08:00 UTC',
    );
    expect(leaving(null)).toBeNull();
    expect(waitText(orphan({ state: 'kept', waitsFor: 'a snapshot' }))).toBeNull();
  });

  it('says what comes of a decision', () => {
    const address = orphan({ kind: 'ip', state: 'leaving' });
    expect(decisionWords('keep', address).question).toBe('Keep this IP address after all?');
    expect(decisionWords('schedule-deletion', orphan()).consequence).toContain('no volume goes without');
    expect(decisionWords('adopt', orphan({ kind: 'app' })).consequence).toContain('The customer you name');
  });
});
