/**
 * When a task runs next: on the grid set by its last due time, always in the future. Ticks missed while no process ran
 * (or while the task took long) collapse into the one run that has just been made.
 */
export function nextRunAt(dueAt: Date, everySeconds: number, now: Date): Date {
  const step = everySeconds * 1000;
  const late = now.getTime() - dueAt.getTime();
  const steps = late < 0 ? 1 : Math.floor(late / step) + 1;
  return new Date(dueAt.getTime() + steps * step);
}
