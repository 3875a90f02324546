import type { DriftRunDto, OverviewDto } from '@automna/api-client';
import type { Tone } from '@automna/web-ui';
import type { Concern } from '../../../ui/concern-list.js';
import { counted, relativeTime } from '../../../ui/format.js';
import { machineLabel } from '../../../ui/state-labels.js';

/** One state's part of all machines. */
export interface MachineShare {
  state: string;
  label: string;
  tone: Tone;
  count: number;
  /** 0..100 */
  percent: number;
}

const FAILED_EVENTS: Place = ['/billing/events', { status: 'failed' }];
const TROUBLED = ['failed', 'unreachable'];
/** Worst first, so that the bar begins with what matters. */
const ORDER = ['failed', 'unreachable', 'provisioning', 'starting', 'ready', 'awake', 'asleep', 'stopping'];

const FAILED_MACHINES: Place = ['/machines', { state: 'failed' }];
const KEPT_DOWN: Place = ['/machines', { suspended: 'true' }];
type Place = [path: string, query?: Record<string, string>];

/** What needs attention, worst first; empty when all is well. */
export function concernsOf(overview: OverviewDto): Concern[] {
  const machines = (state: string): number =>
    overview.machinesByState.find((entry) => entry.state === state)?.count ?? 0;
  const { jobs, stripeEvents, openFindings, suspendedCustomers, attention } = overview;
  const concerns: [number, string, string, Concern['tone'], ...Place][] = [
    [jobs.dead, 'job has given up', 'jobs have given up', 'bad', '/jobs'],
    [stripeEvents.failed, 'Stripe event failed', 'Stripe events failed', 'bad', ...FAILED_EVENTS],
    [openFindings, 'disagreement with Stripe', 'disagreements with Stripe', 'bad', '/billing/drift'],
    [machines('failed'), 'machine failed', 'machines failed', 'bad', ...FAILED_MACHINES],
    [machines('unreachable'), 'machine does not answer', 'machines do not answer', 'warn', '/machines'],
    [suspendedCustomers, 'customer is suspended', 'customers are suspended', 'warn', ...KEPT_DOWN],
    [
      attention,
      'thing about billing to look at',
      'things about billing to look at',
      'warn',
      '/billing/attention',
    ],
  ];
  return concerns
    .filter(([number]) => number > 0)
    .map(([number, one, many, tone, link, query]) => ({
      text: counted(number, one, many),
      tone,
      link,
      ...(query ? { query } : {}),
    }));
}

/** The newest comparison with Stripe that came to an end; the one that runs has not found everything yet. */
export function latestRun(runs: readonly DriftRunDto[]): DriftRunDto | null {
  return runs.find((run) => run.status === 'done') ?? null;
}

/** How old our word about Stripe is. */
export function driftNote(latest: DriftRunDto | null, nowMs: number): string {
  if (!latest) return 'not compared yet';
  return `compared ${relativeTime(latest.finishedAt ?? latest.startedAt, nowMs)}`;
}

/** Machines that exist, by state. */
export function machineShares(overview: OverviewDto): MachineShare[] {
  const existing = overview.machinesByState.filter((entry) => entry.state !== 'none' && entry.count > 0);
  const total = machineTotal(overview);
  return existing
    .map(({ state, count: number }) => ({
      state,
      label: machineLabel(state).label,
      tone: machineLabel(state).tone,
      count: number,
      percent: (number / total) * 100,
    }))
    .sort((a, b) => rank(a.state) - rank(b.state));
}

export function machineTotal(overview: OverviewDto): number {
  return overview.machinesByState
    .filter((entry) => entry.state !== 'none')
    .reduce((sum, entry) => sum + entry.count, 0);
}

export function machinesInTrouble(overview: OverviewDto): number {
  return overview.machinesByState
    .filter((entry) => TROUBLED.includes(entry.state))
    .reduce((sum, entry) => sum + entry.count, 0);
}

function rank(state: string): number {
  const index = ORDER.indexOf(state);
  return index === -1 ? ORDER.length : index;
}
