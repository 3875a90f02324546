import type { JobRowDto, TaskRowDto } from '@automna/api-client';
import type { StatusWords } from '@automna/web-ui';
import { duration } from '../../../ui/format.js';
import { humanise } from '../../../ui/state-labels.js';

const JOB: Record<string, StatusWords> = {
  pending: { label: 'Waiting', tone: 'info' },
  running: { label: 'Running', tone: 'info', busy: true },
  done: { label: 'Done', tone: 'ok' },
  dead: { label: 'Dead', tone: 'bad' },
};

/** A waiting job that has failed before is on its way to trouble and says so. */
export function jobLabel(job: Pick<JobRowDto, 'status' | 'lastError'>): StatusWords {
  if (job.status === 'pending' && job.lastError) return { label: 'Will retry', tone: 'warn' };
  return JOB[job.status] ?? { label: humanise(job.status), tone: 'neutral' };
}

export function taskLabel(task: TaskRowDto): StatusWords {
  if (!task.enabled) return { label: 'Switched off', tone: 'neutral' };
  if (task.running) return { label: 'Running', tone: 'info', busy: true };
  if (!task.lastStartedAt) return { label: 'Not run yet', tone: 'neutral' };
  return { label: 'On schedule', tone: 'ok' };
}

/** Closer than this a waiting job is as good as running. */
const SOON_MS = 10_000;

/** Which moment of a job matters, and in which words: when it will run, or when it was made. */
export function jobMoment(job: JobRowDto, nowMs: number): { words: string; at: string } {
  const waits = job.status === 'pending' && Date.parse(job.runAt) - nowMs > SOON_MS;
  return waits ? { words: 'runs', at: job.runAt } : { words: 'created', at: job.createdAt };
}

/** `3600` -> `every 1 h`. */
export function rhythm(everySeconds: number): string {
  return `every ${duration(everySeconds)}`;
}
