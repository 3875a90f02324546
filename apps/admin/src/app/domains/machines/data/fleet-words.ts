import type {
  FleetFindingDto,
  FleetFindingKind,
  FleetRepair,
  FleetRunDto,
  MachineSuspension,
} from '@automna/api-client';
import { counted } from '../../../ui/format.js';
import type { RepairPlan } from '../../../ui/repair-form.js';
import { tookText } from '../../../ui/run-words.js';
import { humanise } from '../../../ui/state-labels.js';

// Exhaustive on purpose: a kind added to the API does not compile here until it has a word.
const KINDS: Record<FleetFindingKind, string> = {
  app_missing: 'App missing at Fly',
  machine_missing: 'Machine missing at Fly',
  machine_foreign: 'Another machine than ours',
  machine_stuck: 'Machine is stuck',
  config_differs: 'Settings differ',
  secrets_behind: 'Secrets not taken on yet',
  secret_missing: 'Secret missing at Fly',
  not_stopped: 'Runs, though it should stand still',
  volume_missing: 'Volume missing at Fly',
  volume_stuck: 'Volume is stuck',
  ip_missing: 'Address missing at Fly',
};

/** What a repair does with a number of findings. */
const STEPS: Record<Exclude<FleetRepair, 'person'>, (found: number) => string> = {
  apply: (found) => `Settle ${counted(found, 'finding')} with one update of the machine concerned.`,
  redo: (found) =>
    `Settle ${counted(found, 'finding')} by going through steps of the set-up again. Each looks before it makes anything.`,
};

const SUSPENSIONS: Record<MachineSuspension, string> = {
  payment: 'Kept down: unpaid',
  ended: 'Kept down: ended',
};

export const fleetKindLabel = (kind: string): string =>
  (KINDS as Record<string, string>)[kind] ?? humanise(kind);

export const suspensionLabel = (reason: string): string =>
  (SUSPENSIONS as Record<string, string>)[reason] ?? `Kept down: ${humanise(reason).toLowerCase()}`;

export function fleetRepairPlan(findings: readonly FleetFindingDto[]): RepairPlan {
  const open = findings.filter((finding) => !finding.repairedAt);
  const number = (repair: FleetRepair): number => open.filter((finding) => finding.repair === repair).length;
  const steps = (['apply', 'redo'] as const).filter((repair) => number(repair) > 0);
  const left = number('person');
  return {
    steps: steps.map((repair) => STEPS[repair](number(repair))),
    repairable: open.length - left,
    left,
  };
}

/** `1,000 machines and 1,002 volumes compared, 50 apps looked at closely, with 7 requests for lists, in 3 s.` */
export function fleetComparedText(run: FleetRunDto): string {
  const seen = `${counted(run.machines, 'machine')} and ${counted(run.volumes, 'volume')} compared`;
  const looked = `${counted(run.looked, 'app')} looked at closely`;
  return `${seen}, ${looked}, with ${counted(run.calls, 'request')} for lists${tookText(run)}.`;
}
