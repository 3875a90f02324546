import type {
  FleetFindingDto,
  FleetReportDto,
  FleetRunDto,
  MachineRowDto,
  OrphanDto,
} from '@automna/api-client';

/** Answers about the fleet for specs: complete by default, changed where the spec cares. */
export const machineRow = (over: Partial<MachineRowDto> = {}): MachineRowDto => ({
  id: 'mch_1',
  customerId: 'usr_2',
  customerEmail: 'ines@example.com',
  appName: 'automna-u-1',
  state: 'ready',
  flyState: 'started',
  suspended: null,
  plan: 'pro',
  region: 'fra',
  machineId: 'e286d1f0c51987',
  volumeId: 'vol_1',
  error: null,
  openFindings: 0,
  leavingAt: null,
  centsPerMonth: 1234,
  createdAt: '2026-11-13T08:00:00.000Z',
  updatedAt: '2026-11-13T08:01:00.000Z',
  ...over,
});

export const orphan = (over: Partial<OrphanDto> = {}): OrphanDto => ({
  id: 'orp_1',
  kind: 'volume',
  appName: 'automna-u-1',
  flyId: 'vol_9',
  region: 'fra',
  what: 'Volume of 10 GB that no machine of the customer uses',
  centsPerMonth: 150,
  atFlySince: '2026-11-10T08:00:00.000Z',
  firstSeenAt: '2026-11-12T08:00:00.000Z',
  ageDays: 12,
  state: 'open',
  decidedBy: null,
  reason: null,
  leavingAt: null,
  waitsFor: null,
  ...over,
});

export const fleetRun = (over: Partial<FleetRunDto> = {}): FleetRunDto => ({
  id: 'flr_1',
  mode: 'look',
  trigger: 'schedule',
  status: 'done',
  actorId: null,
  reason: null,
  startedAt: '2026-11-22T12:00:00.000Z',
  finishedAt: '2026-11-22T12:00:03.000Z',
  error: null,
  machines: 1000,
  volumes: 1002,
  looked: 50,
  calls: 7,
  orphans: 0,
  orphanCentsPerMonth: 0,
  findings: 0,
  open: 0,
  ...over,
});

export const fleetFinding = (over: Partial<FleetFindingDto> = {}): FleetFindingDto => ({
  id: 'flf_1',
  kind: 'config_differs',
  sentence: 'The machine runs with other settings than it ought to.',
  machineId: 'mch_1',
  customerId: 'usr_2',
  appName: 'automna-u-1',
  flyId: 'e286d1f0c51987',
  repair: 'apply',
  repairedAt: null,
  outcome: null,
  ...over,
});

export const fleetReport = (over: Partial<FleetReportDto> = {}): FleetReportDto => ({
  run: fleetRun(),
  findings: [],
  running: null,
  ...over,
});
