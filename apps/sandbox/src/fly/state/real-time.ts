/** Real milliseconds: they only go forward within a process, and mean the same in the next one. */
export function realNow(): number {
  return performance.timeOrigin + performance.now();
}
