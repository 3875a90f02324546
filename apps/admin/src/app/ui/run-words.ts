import type { StatusWords } from '@automna/web-ui';
import { duration } from './format.js';

/** Something a comparison found; `repair` is `person` when nobody but a person can decide it. */
interface Found {
  repair: string;
  repairedAt: string | null;
  outcome: string | null;
}

/** A comparison of two books, whichever they are. */
interface Run {
  mode: 'look' | 'repair';
  trigger: 'schedule' | 'command' | 'staff';
}

const TRIGGERS: Record<Run['trigger'], string> = {
  schedule: 'by the schedule',
  command: 'by a command',
  staff: 'by staff',
};

/** `Repair by staff`. */
export function runTitle({ mode, trigger }: Run): string {
  return `${mode === 'repair' ? 'Repair' : 'Check'} ${TRIGGERS[trigger]}`;
}

/** `, in 3 s`; nothing for one that has not ended. */
export function tookText({
  startedAt,
  finishedAt,
}: {
  startedAt: string;
  finishedAt: string | null;
}): string {
  if (!finishedAt) return '';
  const seconds = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
  return seconds < 1 ? ', in less than a second' : `, in ${duration(seconds)}`;
}

export function findingLabel({ repair, repairedAt, outcome }: Found): StatusWords {
  if (repairedAt) return { label: 'Repaired', tone: 'ok' };
  if (repair === 'person') return { label: 'Needs a person', tone: 'bad' };
  return outcome ? { label: 'Repair failed', tone: 'bad' } : { label: 'Can be repaired', tone: 'warn' };
}
