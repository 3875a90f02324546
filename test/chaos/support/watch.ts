import { setTimeout as delay } from 'node:timers/promises';
import { sandbox } from '../../support/sandbox-control.js';
import type { Moment } from './moments.js';

/** Longer than anybody here waits: whoever is held is ended before. */
const HOLD_MS = 20_000;
const LOOK_EVERY_MS = 5;

interface LogEntry {
  seq: number;
  method: string;
  path: string;
  status: number;
}

interface Rule {
  id: string;
  hits: number;
}

const listed = async <T>(answer: Promise<unknown>) => ((await answer) as { data: T[] }).data;

/** The number of the newest request any vendor has had. */
export async function newestRequest(vendorUrl: string): Promise<number> {
  const response = await fetch(`${vendorUrl}/_sandbox/requests?all=1&limit=1`);
  const { data } = (await response.json()) as { data: LogEntry[] };
  return data[0]?.seq ?? 0;
}

/** Requests the vendor has answered, or lost, since `since`. */
export function requestsSince(vendorUrl: string, since: number): Promise<LogEntry[]> {
  return listed<LogEntry>(sandbox.requests(vendorUrl, since));
}

/**
 * Prepares a vendor so that `moment` can be seen. @returns a wait that ends at the moment, give or take the five
 * milliseconds between two looks. Whatever was prepared is taken back by `sandbox.clearFaults`.
 */
export async function watchFor(
  vendorUrl: string,
  moment: Extract<Moment, { on: 'request' }>,
): Promise<(signal: AbortSignal) => Promise<void>> {
  const { method, path } = moment.request;
  const since = await newestRequest(vendorUrl);
  const fault =
    moment.phase === 'received' ? { delayMs: HOLD_MS } : moment.phase === 'lost' ? { dropAfter: true } : null;
  if (fault) await sandbox.fault(vendorUrl, { method, route: path, times: 1, fault });

  const happened = async () => {
    if (moment.phase !== 'received') {
      const pattern = new RegExp(path);
      const entries = await requestsSince(vendorUrl, since);
      return entries.some((entry) => entry.method === method && pattern.test(entry.path));
    }
    const rules = await listed<Rule>(fetch(`${vendorUrl}/_sandbox/faults`).then((answer) => answer.json()));
    return rules.some(({ hits }) => hits > 0);
  };

  return async (signal) => {
    while (!(await happened())) await delay(LOOK_EVERY_MS, undefined, { signal });
    await delay(moment.extraMs, undefined, { signal });
  };
}
