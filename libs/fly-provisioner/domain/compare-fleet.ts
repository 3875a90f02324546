import type { FleetFinding, FleetFindingKind, FleetRepair } from './findings.js';
import { isGoingDown, type LifecycleState } from './lifecycle.js';
import type { Fleet, ObservedMachine, ObservedVolume } from './observed.js';

/** What our book says about one machine. */
export interface FleetRow {
  id: string;
  userId: string;
  appName: string;
  state: LifecycleState;
  region: string;
  volumeId: string | null;
  discardVolumeId: string | null;
  flyMachineId: string | null;
  /** The config it is to have, as last worked out. */
  desiredConfigHash: string | null;
  secretsVersion: number;
  /** It is to stay down, and was seen to have stopped. */
  stopped: boolean;
  /** Its end is under way: nothing about it is put right any more. */
  leaving: boolean;
  updatedAt: Date;
}

/** Fly names five to ten minutes after which a state in between is stuck. */
const STUCK_MS = 15 * 60_000;

/** Compares every machine that is set up with what Fly has. Pure; one pass over both sides. */
export function compareFleet(rows: readonly FleetRow[], fleet: Fleet, now: Date): FleetFinding[] {
  const machines = Map.groupBy(fleet.machines, ({ app }) => app);
  const ids = new Set(fleet.machines.map(({ id }) => id));
  // A volume may still name the machine it was taken from.
  const volumes = new Map(
    fleet.volumes.map((volume) => [
      volume.id,
      ids.has(volume.attachedTo ?? '') ? volume : { ...volume, attachedTo: null },
    ]),
  );
  return rows.flatMap((row) => {
    // One that is being set up, or has changed since the list was read, is somebody's business already.
    if (row.state !== 'ready' || row.leaving || row.updatedAt >= fleet.asOf) return [];
    const finding = about(row);
    if (!fleet.apps.has(row.appName)) {
      return [
        finding('app_missing', row.appName, 'person', `The app ${row.appName} does not exist any more`),
      ];
    }
    const inApp = machines.get(row.appName) ?? [];
    return [
      ...ofVolume(row, volumes.get(row.volumeId ?? ''), fleet, now),
      ...ofMachine(row, inApp, volumes.get(row.volumeId ?? ''), fleet),
    ];
  });
}

function ofMachine(
  row: FleetRow,
  inApp: readonly ObservedMachine[],
  volume: ObservedVolume | undefined,
  fleet: Fleet,
): FleetFinding[] {
  const finding = about(row);
  const live = inApp.find(({ id }) => id === row.flyMachineId);
  if (!live) {
    if (fleet.blindRegions.has(row.region)) return [];
    // It comes back on its own volume; without one, that is a loss a person has to look at first.
    const repair = volume && !isVolumeStuck(volume, row) ? 'redo' : 'person';
    return [
      finding('machine_missing', row.flyMachineId, repair, `The machine in ${row.appName} is gone at Fly`),
    ];
  }
  if (live.ours !== null && live.ours !== row.id) {
    return [
      finding(
        'machine_foreign',
        live.id,
        'person',
        `Machine ${live.id} says it belongs to ${live.ours}, our book says ${row.id}`,
      ),
    ];
  }
  return differences(row, live);
}

function differences(row: FleetRow, live: ObservedMachine): FleetFinding[] {
  const finding = about(row);
  const found: FleetFinding[] = [];
  const { id, state } = live;
  if (row.desiredConfigHash !== null && live.configHash !== row.desiredConfigHash) {
    found.push(finding('config_differs', id, 'apply', `Machine ${id} has another config than it was given`));
  }
  if (live.secretsVersion < row.secretsVersion) {
    const sentence = `Machine ${id} was told of secrets ${live.secretsVersion}, the newest are ${row.secretsVersion}`;
    found.push(finding('secrets_behind', id, 'apply', sentence));
  }
  if (row.stopped && !isGoingDown(state)) {
    found.push(finding('not_stopped', id, 'apply', `Machine ${id} is ${state} although nobody pays for it`));
  }
  if (!row.stopped && (state === 'failed' || state === 'launch_failed')) {
    found.push(finding('machine_stuck', id, 'person', `Machine ${id} failed to start`));
  }
  return found;
}

function ofVolume(
  row: FleetRow,
  volume: ObservedVolume | undefined,
  fleet: Fleet,
  now: Date,
): FleetFinding[] {
  const finding = about(row);
  const id = row.volumeId;
  if (!volume) {
    if (fleet.blindRegions.has(row.region)) return [];
    const sentence = `The volume ${id ?? 'of the agent'} is gone at Fly: restore it from its latest snapshot`;
    return [finding('volume_missing', id, 'person', sentence)];
  }
  const since = now.getTime() - Date.parse(volume.updatedAt ?? now.toISOString());
  if (!isVolumeStuck(volume, row) || since < STUCK_MS) return [];
  const why =
    volume.attachedTo !== null && volume.attachedTo !== row.flyMachineId
      ? `is attached to ${volume.attachedTo}`
      : volume.hostStatus === 'unreachable'
        ? 'is on a host that does not answer'
        : `is ${volume.state}`;
  return [finding('volume_stuck', volume.id, 'person', `The volume ${volume.id} ${why}`)];
}

function isVolumeStuck(
  { state, attachedTo, hostStatus }: ObservedVolume,
  { flyMachineId }: FleetRow,
): boolean {
  return (
    !['created', 'attached', 'detached'].includes(state) ||
    (attachedTo !== null && attachedTo !== flyMachineId) ||
    hostStatus === 'unreachable'
  );
}

/** How a finding about this machine is written down. */
export function about({ id, userId, appName }: Pick<FleetRow, 'id' | 'userId' | 'appName'>) {
  return (
    kind: FleetFindingKind,
    flyId: string | null,
    repair: FleetRepair,
    sentence: string,
  ): FleetFinding => ({ kind, machineId: id, userId, appName, flyId, sentence, repair });
}

/** Fewer than this are missing on an ordinary bad day. */
const ORDINARY = 5;
const SHARE = 0.1;

/**
 * When a tenth of all machines seem to be gone, the list is what is wrong: another organisation, a token that sees
 * less, a vendor in trouble. Then nothing is put back that is thought to be missing.
 */
export function tooManyMissing(findings: readonly FleetFinding[], rows: readonly FleetRow[]): boolean {
  const missing = findings.filter(({ kind }) => kind.endsWith('_missing')).length;
  const ready = rows.filter(({ state }) => state === 'ready').length;
  return missing > Math.max(ORDINARY, ready * SHARE);
}
