import { driftRun, finding } from '../../testing/billing-builders.js';
import { repairPlan, runLabel } from './run.js';

describe('a comparison of two books', () => {
  const STEPS = { first: (found: number) => `first ${found}`, then: (found: number) => `then ${found}` };
  const found = (repair: string, repairedAt: string | null = null) => ({
    ...{ id: repair, repair, repairedAt, outcome: null },
  });

  it('plans what is open, in the order of the steps, and leaves the rest to a person', () => {
    expect(repairPlan([found('then'), found('person'), found('first'), found('then')], STEPS)).toEqual({
      steps: ['first 1', 'then 2'],
      repairable: 3,
      left: 1,
    });
  });

  it('plans nothing for what was repaired', () => {
    const plan = repairPlan([found('then', '2026-11-22T12:00:00.000Z')], STEPS);
    expect(plan).toEqual({ steps: [], repairable: 0, left: 0 });
    expect(repairPlan([finding({ repair: 'person' })], STEPS).left).toBe(1);
  });

  it.each([
    [{ status: 'running' as const }, 'Running'],
    [{ status: 'failed' as const, error: 'No.' }, 'Not finished'],
    [{}, 'All is well'],
    [{ findings: 2 }, '2 findings, all repaired'],
    [{ findings: 2, open: 1 }, '1 of 2 findings open'],
  ])('%j reads “%s”', (over, label) => {
    expect(runLabel(driftRun(over), 'All is well').label).toBe(label);
  });
});
