export const FLEET_MODES = ['look', 'repair'] as const;
export type FleetMode = (typeof FLEET_MODES)[number];

export const FLEET_TRIGGERS = ['schedule', 'command', 'staff'] as const;
export type FleetTrigger = (typeof FLEET_TRIGGERS)[number];

export const FLEET_RUN_STATES = ['running', 'done', 'failed'] as const;
export type FleetRunState = (typeof FLEET_RUN_STATES)[number];

/** What one pass looked at. */
export interface FleetCounts {
  /** Machines in our book. */
  rows: number;
  apps: number;
  machines: number;
  volumes: number;
  /** Apps whose addresses and secrets were looked at, too. */
  looked: number;
  /** Of them, the ones Fly did not answer about. */
  unread: number;
  /** Requests for lists: one for the apps, one for every thousand machines and volumes, two for every app looked at. */
  calls: number;
  orphans: number;
  orphanCents: number;
}

export const NOTHING_COUNTED: FleetCounts = {
  rows: 0,
  apps: 0,
  machines: 0,
  volumes: 0,
  looked: 0,
  unread: 0,
  calls: 0,
  orphans: 0,
  orphanCents: 0,
};
