import type { FleetRow } from './compare-fleet.js';
import type { Orphan } from './findings.js';
import type { Fleet, ObservedMachine, ObservedVolume } from './observed.js';
import { type FlyPrices, machineCents, volumeCents } from './prices.js';

/** A thing is made before its id is written down; one this young may be on its way into our book. */
const YOUNG_MS = 15 * 60_000;

export interface OrphanRules {
  /** Apps of other names in the same organisation are none of our business. */
  appPrefix: string;
  prices: FlyPrices;
  now: Date;
}

/**
 * Everything of ours that no machine in our book uses. Rows must be read after the list: a row is written before its
 * app is made, so an app without a row is nobody's.
 */
export function findOrphans(rows: readonly FleetRow[], fleet: Fleet, rules: OrphanRules): Orphan[] {
  const ofApp = new Map(rows.map((row) => [row.appName, row]));
  const machines = Map.groupBy(fleet.machines, ({ app }) => app);
  const volumes = Map.groupBy(fleet.volumes, ({ app }) => app);
  return [...fleet.apps]
    .filter((app) => app.startsWith(rules.appPrefix))
    .flatMap((app) => {
      const row = ofApp.get(app);
      const things = { machines: machines.get(app) ?? [], volumes: volumes.get(app) ?? [] };
      return row ? spareParts(row, things, rules) : [wholeApp(app, things, rules)];
    });
}

interface Things {
  machines: readonly ObservedMachine[];
  volumes: readonly ObservedVolume[];
}

function wholeApp(app: string, { machines, volumes }: Things, { prices }: OrphanRules): Orphan {
  const since = [...machines, ...volumes].flatMap(({ createdAt }) => createdAt ?? []).sort()[0] ?? null;
  return {
    kind: 'app',
    appName: app,
    flyId: app,
    region: volumes[0]?.region ?? machines[0]?.region ?? null,
    what: `App of no customer, with ${count(machines.length, 'machine')} and ${count(volumes.length, 'volume')}`,
    centsPerMonth:
      sum(machines.map((machine) => machineCents(prices, machine))) +
      sum(volumes.map((volume) => volumeCents(prices, volume))),
    since,
  };
}

function spareParts(row: FleetRow, { machines, volumes }: Things, { prices, now }: OrphanRules): Orphan[] {
  // While it is set up, a young thing is the next line of our book.
  const settled = ({ createdAt }: { createdAt: string | null }) =>
    row.state === 'ready' || now.getTime() - Date.parse(createdAt ?? '') > YOUNG_MS;
  const appName = row.appName;
  const spareMachines = machines.filter(
    (it) => it.id !== row.flyMachineId && settled(it) && !isRowsOwn(row, it),
  );
  const spareVolumes = volumes.filter(
    (it) => it.id !== row.volumeId && it.id !== row.discardVolumeId && settled(it),
  );
  return [
    ...spareMachines.map((machine): Orphan => ({
      kind: 'machine',
      appName,
      flyId: machine.id,
      region: machine.region,
      what: `Second machine of a customer, ${machine.state}`,
      centsPerMonth: machineCents(prices, machine),
      since: machine.createdAt,
    })),
    ...spareVolumes.map((volume): Orphan => ({
      kind: 'volume',
      appName,
      flyId: volume.id,
      region: volume.region,
      what: `Volume of ${volume.sizeGb} GB that no machine of the customer uses`,
      centsPerMonth: volumeCents(prices, volume),
      since: volume.createdAt,
    })),
  ];
}

/** Made by a set-up that never heard of it: the next run of the set-up finds it by our id and goes on with it. */
function isRowsOwn(row: FleetRow, machine: ObservedMachine): boolean {
  return row.flyMachineId === null && machine.ours === row.id;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function sum(cents: readonly number[]): number {
  return cents.reduce((total, each) => total + each, 0);
}
