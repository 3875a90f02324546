import { readFileSync, readdirSync } from 'node:fs';

/** Megabytes of a process and its helpers, and the most the process itself ever had; null where /proc is not told. */
export function memoryOf(pid: number): { rssMb: number; helpersMb: number; peakMb: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const helpers = childrenOf(pid).reduce((sum, child) => sum + (memoryOf(child)?.rssMb ?? 0), 0);
    return { rssMb: megabytes(status, 'VmRSS'), helpersMb: helpers, peakMb: megabytes(status, 'VmHWM') };
  } catch {
    return null;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((child) => child !== '')
    .map(Number);
}

function megabytes(status: string, field: string): number {
  return Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024);
}
