import type { FlyMachine } from '../adapters/fly-types.js';

/** When the running process of a machine began, as Fly saw it; null when Fly does not say. */
export function bootTime({ events }: Pick<FlyMachine, 'events'>): Date | null {
  const starts = (events ?? []).flatMap(({ type, status, timestamp }) =>
    type === 'start' && status === 'started' && timestamp ? [timestamp] : [],
  );
  return starts.length > 0 ? new Date(Math.max(...starts)) : null;
}

/** How the newest process ended by itself; null when somebody stopped it, it ran out of memory, or Fly does not say. */
export function lastOwnExit({ events }: Pick<FlyMachine, 'events'>): { code: number; at: number } | null {
  const exits = (events ?? []).filter(({ type }) => type === 'exit');
  const newest = exits.toSorted((a, b) => (b.timestamp ?? 0) - (a.timestamp ?? 0))[0];
  const exit = newest?.request?.exit_event;
  if (!exit || exit.oom_killed || exit.requested_stop || typeof exit.exit_code !== 'number') return null;
  return { code: exit.exit_code, at: newest?.timestamp ?? 0 };
}
