import type { TimelineEntryDto } from '@automna/api-client';

/** How far the end of an account has got: asked for (and still to be taken back until `dueAt`), or closed. */
export interface AccountEnd {
  state: 'pending' | 'closed';
  at: string;
  /** When it is closed; null when that is over, or the entry does not say. */
  dueAt: string | null;
}

/** Read off the timeline, whose newest word counts; null for an account that simply goes on. */
export function accountEnd(timeline: readonly TimelineEntryDto[]): AccountEnd | null {
  const last = newest(timeline, ['account.deletion_requested', 'account.kept', 'account.closed']);
  if (!last || last.kind === 'account.kept') return null;
  if (last.kind === 'account.closed') return { state: 'closed', at: last.at, dueAt: null };
  const dueAt = last.data['dueAt'];
  return { state: 'pending', at: last.at, dueAt: typeof dueAt === 'string' ? dueAt : null };
}

/** When the machine was seen to stand still for good; null while it runs, and while it is being stopped. */
export function stoppedSince(timeline: readonly TimelineEntryDto[]): string | null {
  const last = newest(timeline, ['machine.suspended', 'machine.resumed']);
  return last?.kind === 'machine.suspended' ? last.at : null;
}

/** The API gives the newest entry first. */
function newest(
  timeline: readonly TimelineEntryDto[],
  kinds: readonly string[],
): TimelineEntryDto | undefined {
  return timeline.find(({ kind }) => kinds.includes(kind));
}
