import { fleetFinding, fleetRun } from '../../../../testing/fleet-builders.js';
import { repairPlan } from '../../../runs/run.js';
import { FLEET_WORDS, fleetComparedText, fleetKindLabel, suspensionLabel } from './fleet-words.js';

describe('fleet words', () => {
  it('plans what a machine may settle, and leaves what it may not', () => {
    const plan = repairPlan(
      [
        fleetFinding(),
        fleetFinding({ id: 'flf_2', repair: 'redo' }),
        fleetFinding({ id: 'flf_3', repair: 'redo' }),
        fleetFinding({ id: 'flf_4', repair: 'person' }),
        fleetFinding({ id: 'flf_5', repairedAt: '2026-11-22T12:00:00.000Z' }),
      ],
      FLEET_WORDS.steps,
    );
    expect(plan).toEqual({
      steps: [
        'Settle 1 finding with one update of the machine concerned.',
        'Settle 2 findings by going through steps of the set-up again. Each looks before it makes anything.',
      ],
      repairable: 3,
      left: 1,
    });
  });

  it('sums up a run', () => {
    expect(fleetComparedText(fleetRun())).toBe(
      '1,000 machines and 1,002 volumes compared, 50 apps looked at closely, with 7 requests for lists, in 3 s.',
    );
    expect(fleetComparedText(fleetRun({ orphans: 2, orphanCentsPerMonth: 450 }))).toMatch(
      /, in 3 s\. 2 things belonged to nobody, for \$4\.50 a month\.$/,
    );
  });

  it('shows what it does not know yet as it is', () => {
    expect(fleetKindLabel('volume_stuck')).toBe('Volume is stuck');
    expect(fleetKindLabel('moon_missing')).toBe('Moon missing');
    expect(suspensionLabel('payment')).toBe('Kept down: unpaid');
    expect(suspensionLabel('by_staff')).toBe('Kept down: by staff');
  });
});
