import type { FleetFindingKind, FleetRepair, FleetRunDto, MachineHold } from '@automna/api-client';
import type { RunWords } from '../../../runs/run.js';
import { counted, money } from '../../../ui/format.js';
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

const HOLDS: Record<MachineHold, string> = {
  payment: 'Kept down: unpaid',
  ended: 'Kept down: ended',
  owner: 'Stopped by its owner',
};

export const fleetKindLabel = (kind: string): string =>
  (KINDS as Record<string, string>)[kind] ?? humanise(kind);

export const suspensionLabel = (reason: string): string =>
  (HOLDS as Record<string, string>)[reason] ?? `Kept down: ${humanise(reason).toLowerCase()}`;

/** `1,000 machines and 1,002 volumes compared, 50 apps looked at closely, with 7 requests for lists, in 3 s.` */
export function fleetComparedText(run: FleetRunDto): string {
  const seen = `${counted(run.machines, 'machine')} and ${counted(run.volumes, 'volume')} compared`;
  const looked = `${counted(run.looked, 'app')} looked at closely`;
  const lists = `with ${counted(run.calls, 'request')} for lists${tookText(run)}.`;
  const nobodys = run.orphans > 0 ? ` ${nobodysText(run)}` : '';
  return `${seen}, ${looked}, ${lists}${nobodys}`;
}

/** `2 things belonged to nobody, for $4.50 a month.` */
function nobodysText({ orphans, orphanCentsPerMonth }: FleetRunDto): string {
  return `${counted(orphans, 'thing')} belonged to nobody, for ${money(orphanCentsPerMonth)} a month.`;
}

export const FLEET_WORDS: RunWords<FleetRunDto> = {
  findings: 'Not as it ought to be',
  agree: 'All as it ought to be',
  compared: fleetComparedText,
  steps: STEPS,
  repairNote: 'What belongs to nobody is not touched: that is decided above, one by one.',
  nothingFound: {
    heading: 'Every machine is as it ought to be',
    text: 'Settings, secrets, volumes and addresses at Fly are what our book says.',
  },
  nothingYet: {
    heading: 'Nothing was compared yet',
    text: 'The schedule compares every few minutes. A check changes nothing but its own report.',
  },
  supportNote: 'Only admins can check, repair and decide. Your account is support.',
};
