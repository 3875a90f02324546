/** What can be wrong with a customer's machine at Fly. */
export const FLEET_FINDING_KINDS = [
  'app_missing',
  'machine_missing',
  'machine_foreign',
  'machine_stuck',
  'config_differs',
  'secrets_behind',
  'secret_missing',
  'not_stopped',
  'volume_missing',
  'volume_stuck',
  'ip_missing',
] as const;
export type FleetFindingKind = (typeof FLEET_FINDING_KINDS)[number];

/** `apply`: one update. `redo`: steps of setting it up again, each looks before it makes. `person`: nobody else can. */
export const FLEET_REPAIRS = ['apply', 'redo', 'person'] as const;
export type FleetRepair = (typeof FLEET_REPAIRS)[number];

/** One way in which a machine is not what it ought to be. */
export interface FleetFinding {
  kind: FleetFindingKind;
  machineId: string;
  userId: string;
  appName: string;
  /** Fly's id of the thing in question. */
  flyId: string | null;
  /** What is wrong, in words. */
  sentence: string;
  repair: FleetRepair;
}

export const ORPHAN_KINDS = ['app', 'machine', 'volume', 'ip'] as const;
export type OrphanKind = (typeof ORPHAN_KINDS)[number];

/** Something of ours at Fly that belongs to no customer's machine, and costs money. */
export interface Orphan {
  kind: OrphanKind;
  appName: string;
  /** The app's name, the machine's or volume's id, or the address. */
  flyId: string;
  region: string | null;
  /** What it is, in words. */
  what: string;
  centsPerMonth: number;
  /** When Fly made it, as far as Fly says. */
  since: string | null;
}
