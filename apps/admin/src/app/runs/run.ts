import type { StatusWords } from '@automna/web-ui';
import { counted } from '../ui/format.js';
import type { RepairPlan } from '../ui/repair-form.js';

/** One comparison of somebody else's book with ours, whichever the books are. */
export interface Run {
  id: string;
  mode: 'look' | 'repair';
  trigger: 'schedule' | 'command' | 'staff';
  status: 'running' | 'done' | 'failed';
  actorId: string | null;
  reason: string | null;
  startedAt: string;
  finishedAt: string | null;
  error: string | null;
  findings: number;
  open: number;
}

/** What a comparison found. */
export interface Finding {
  id: string;
  /** `person` when nobody but a person can decide it. */
  repair: string;
  repairedAt: string | null;
  outcome: string | null;
}

/** The latest comparison, and the one under way. */
export interface Report {
  run: Run | null;
  findings: readonly Finding[];
  running: Run | null;
}

/** What one kind of comparison calls things. */
export interface RunWords<One extends Run = Run> {
  /** Above the findings. */
  findings: string;
  /** On a run that found nothing. */
  agree: string;
  /** How much was compared, in a sentence. */
  compared: (run: One) => string;
  /** What a repair does with a number of findings, by kind of repair, in the order in which it is told. */
  steps: Readonly<Record<string, (found: number) => string>>;
  /** Ends the small print of a repair. */
  repairNote: string;
  /** Instead of findings when there are none. */
  nothingFound: { heading: string; text: string };
  /** Instead of a report before the first comparison. */
  nothingYet: { heading: string; text: string };
  /** What support may not do. */
  supportNote: string;
}

/** What a repair of these findings would do. */
export function repairPlan(findings: readonly Finding[], steps: RunWords['steps']): RepairPlan {
  const open = findings.filter(({ repairedAt }) => !repairedAt);
  const number = (kind: string): number => open.filter(({ repair }) => repair === kind).length;
  const left = number('person');
  return {
    steps: Object.entries(steps)
      .map(([kind, words]) => ({ words, found: number(kind) }))
      .filter(({ found }) => found > 0)
      .map(({ words, found }) => words(found)),
    repairable: open.length - left,
    left,
  };
}

/** How a run ended, or that it has not. */
export function runLabel({ status, findings, open }: Run, agree: string): StatusWords {
  if (status === 'running') return { label: 'Running', tone: 'info', busy: true };
  if (status === 'failed') return { label: 'Not finished', tone: 'bad' };
  if (findings === 0) return { label: agree, tone: 'ok' };
  if (open === 0) return { label: `${counted(findings, 'finding')}, all repaired`, tone: 'ok' };
  return { label: `${open} of ${counted(findings, 'finding')} open`, tone: 'warn' };
}
