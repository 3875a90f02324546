import { describe, expect, it } from '@jest/globals';
import { compareFleet, type FleetRow, tooManyMissing } from './compare-fleet.js';
import { findOrphans } from './find-orphans.js';
import {
  type Fleet,
  type ObservedMachine,
  type ObservedVolume,
  toObservedMachine,
  toObservedVolume,
} from './observed.js';
import { ipCents, machineCents, volumeCents } from './prices.js';

const LIST_PRICES = { machine: 900, stoppedMachine: 15, volumeGb: 15, ipv4: 200 };

const NOW = new Date('2026-03-01T12:00:00.000Z');
const LONG_AGO = '2026-02-01T00:00:00.000Z';

const row = (given: Partial<FleetRow> = {}): FleetRow => ({
  id: 'mch_1',
  userId: 'usr_1',
  appName: 'automna-u-1',
  state: 'ready',
  region: 'iad',
  volumeId: 'vol_1',
  discardVolumeId: null,
  flyMachineId: 'm1',
  desiredConfigHash: 'hash',
  secretsVersion: 3,
  stopped: false,
  leaving: false,
  updatedAt: new Date(LONG_AGO),
  ...given,
});
const machine = (given: Partial<ObservedMachine> = {}): ObservedMachine => ({
  id: 'm1',
  app: 'automna-u-1',
  region: 'iad',
  state: 'started',
  ours: 'mch_1',
  configHash: 'hash',
  secretsVersion: 3,
  memoryMb: 2048,
  createdAt: LONG_AGO,
  ...given,
});
const volume = (given: Partial<ObservedVolume> = {}): ObservedVolume => ({
  id: 'vol_1',
  app: 'automna-u-1',
  region: 'iad',
  state: 'created',
  sizeGb: 3,
  attachedTo: 'm1',
  hostStatus: 'ok',
  createdAt: LONG_AGO,
  updatedAt: LONG_AGO,
  ...given,
});
const fleet = (given: Partial<Fleet> = {}): Fleet => ({
  apps: new Set(['automna-u-1']),
  machines: [machine()],
  volumes: [volume()],
  blindRegions: new Set(),
  asOf: NOW,
  ...given,
});
const found = (theirs: Partial<Fleet> = {}, ours: Partial<FleetRow> = {}) =>
  compareFleet([row(ours)], fleet(theirs), NOW).map(({ kind, repair }) => `${kind}: ${repair}`);

describe('comparing the fleet', () => {
  it.each([
    ['as it ought to be', {}, {}, []],
    ['asleep', { machines: [machine({ state: 'stopped' })] }, {}, []],
    ['no app', { apps: new Set<string>() }, {}, ['app_missing: person']],
    ['no machine', { machines: [] }, {}, ['machine_missing: redo']],
    ['no machine in a region that did not answer', { machines: [], blindRegions: new Set(['iad']) }, {}, []],
    ['no volume', { volumes: [] }, {}, ['volume_missing: person']],
    [
      'no machine and no volume',
      { machines: [], volumes: [] },
      {},
      ['volume_missing: person', 'machine_missing: person'],
    ],
    [
      'no machine, and its volume on a dead host',
      { machines: [], volumes: [volume({ hostStatus: 'unreachable' })] },
      {},
      ['volume_stuck: person', 'machine_missing: person'],
    ],
    [
      'the machine of somebody else',
      { machines: [machine({ ours: 'mch_2' })] },
      {},
      ['machine_foreign: person'],
    ],
    ['another config', { machines: [machine({ configHash: 'other' })] }, {}, ['config_differs: apply']],
    ['no mark of a config', { machines: [machine({ configHash: null })] }, {}, ['config_differs: apply']],
    ['older secrets', { machines: [machine({ secretsVersion: 2 })] }, {}, ['secrets_behind: apply']],
    ['newer secrets than we heard of', { machines: [machine({ secretsVersion: 4 })] }, {}, []],
    ['running although nobody pays', {}, { stopped: true }, ['not_stopped: apply']],
    ['stopping because nobody pays', { machines: [machine({ state: 'stopping' })] }, { stopped: true }, []],
    ['failed to start', { machines: [machine({ state: 'failed' })] }, {}, ['machine_stuck: person']],
    [
      'volume in a state for an hour',
      { volumes: [volume({ state: 'hydrating' })] },
      {},
      ['volume_stuck: person'],
    ],
    [
      'volume in a state for a minute',
      { volumes: [volume({ state: 'hydrating', updatedAt: '2026-03-01T11:59:00.000Z' })] },
      {},
      [],
    ],
    [
      'volume at another machine',
      {
        machines: [machine(), machine({ id: 'm2', app: 'automna-u-2' })],
        volumes: [volume({ attachedTo: 'm2' })],
      },
      {},
      ['volume_stuck: person'],
    ],
    ['volume that still names a machine that is gone', { volumes: [volume({ attachedTo: 'm0' })] }, {}, []],
    ['being set up', { machines: [] }, { state: 'provisioning' }, []],
    ['failed, which repeats itself', { machines: [] }, { state: 'failed' }, []],
    ['on its way out', { machines: [] }, { leaving: true }, []],
    ['changed after the list was read', { machines: [] }, { updatedAt: NOW }, []],
  ] as [string, Partial<Fleet>, Partial<FleetRow>, string[]][])('%s', (_name, theirs, ours, expected) => {
    expect(found(theirs, ours)).toEqual(expected);
  });

  it('doubts a list in which a tenth is missing, and more than a handful', () => {
    const rows = Array.from({ length: 100 }, (_, n) => row({ id: `mch_${n}` }));
    const missing = (n: number) => compareFleet(rows.slice(0, n), fleet({ machines: [] }), NOW);
    expect(tooManyMissing(missing(10), rows)).toBe(false);
    expect(tooManyMissing(missing(11), rows)).toBe(true);
    expect(tooManyMissing(missing(5), rows.slice(0, 5))).toBe(false);
    expect(tooManyMissing(missing(6), rows.slice(0, 6))).toBe(true);
  });
});

describe('finding orphans', () => {
  const rules = { appPrefix: 'automna-u-', prices: LIST_PRICES, now: NOW };
  const young = '2026-03-01T11:50:00.000Z';
  const orphans = (theirs: Partial<Fleet>, rows: FleetRow[] = [row()]) =>
    findOrphans(rows, fleet(theirs), rules).map(({ kind, flyId, centsPerMonth }) => [
      kind,
      flyId,
      centsPerMonth,
    ]);

  it.each([
    ['nothing spare', {}, [row()], []],
    ['an app without a row', {}, [], [['app', 'automna-u-1', 945]]],
    ['an empty app without a row', { machines: [], volumes: [] }, [], [['app', 'automna-u-1', 0]]],
    ['an app of another product', { apps: new Set(['website']) }, [], []],
    [
      'a second machine',
      { machines: [machine(), machine({ id: 'm2', memoryMb: 4096 })] },
      [row()],
      [['machine', 'm2', 1800]],
    ],
    [
      'a second volume',
      { volumes: [volume(), volume({ id: 'vol_2', sizeGb: 10 })] },
      [row()],
      [['volume', 'vol_2', 150]],
    ],
    [
      'a volume to be discarded',
      { volumes: [volume(), volume({ id: 'vol_2' })] },
      [row({ discardVolumeId: 'vol_2' })],
      [],
    ],
    [
      'the first volume of a set-up',
      { volumes: [volume({ createdAt: young })] },
      [row({ state: 'provisioning', volumeId: null })],
      [],
    ],
    [
      'an old volume beside a set-up',
      {},
      [row({ state: 'failed', volumeId: null })],
      [['volume', 'vol_1', 45]],
    ],
    ['a machine a set-up never heard of', {}, [row({ state: 'failed', flyMachineId: null })], []],
  ] as [string, Partial<Fleet>, FleetRow[], unknown[]][])('%s', (_name, theirs, rows, expected) => {
    expect(orphans(theirs, rows)).toEqual(expected);
  });
});

describe('reading Fly', () => {
  it('leaves out what is gone, and takes no mark for none', () => {
    expect(toObservedMachine({ id: 'm1', app_name: 'a', state: 'destroyed' })).toBeNull();
    expect(toObservedMachine({ id: 'm1', state: 'started' })).toBeNull();
    const config = { metadata: { automna_secrets: 'x' } };
    expect(toObservedMachine({ id: 'm1', app_name: 'a', state: 'started', config })).toMatchObject({
      ours: null,
      configHash: null,
      secretsVersion: 0,
    });
    expect(toObservedVolume({ id: 'v', app_name: 'a', state: 'pending_destroy' })).toBeNull();
  });

  it('prices by memory, size and kind of address', () => {
    expect(machineCents(LIST_PRICES, machine({ state: 'stopped' }))).toBe(15);
    expect(machineCents({ ...LIST_PRICES, machine: 0 }, machine())).toBe(0);
    expect(volumeCents(LIST_PRICES, volume({ sizeGb: 0 }))).toBe(0);
    expect(ipCents(LIST_PRICES, { ip: '137.66.1.1' })).toBe(200);
    expect(ipCents(LIST_PRICES, { ip: '66.241.1.1', shared: true })).toBe(0);
    expect(ipCents(LIST_PRICES, { ip: '2a09:8280:1::1' })).toBe(0);
  });
});
