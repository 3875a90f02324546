import type { Interval } from '../state/records.js';

const SECONDS: Record<'day' | 'week', number> = { day: 86_400, week: 7 * 86_400 };

/** `anchor` plus `count` intervals. Months clamp to their last day but never drift: 31 Jan, 28 Feb, 31 Mar. */
export function addIntervals(anchor: number, interval: Interval, count: number): number {
  if (interval === 'day' || interval === 'week') return anchor + count * SECONDS[interval];
  const from = new Date(anchor * 1000);
  const months = interval === 'year' ? count * 12 : count;
  const first = new Date(from);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return Math.floor(first.getTime() / 1000);
}

/** The first period boundary after `start`, counted from the anchor. */
export function periodEnd(
  anchor: number,
  recurring: { interval: Interval; intervalCount: number },
  start: number,
): number {
  for (let count = recurring.intervalCount; ; count += recurring.intervalCount) {
    const end = addIntervals(anchor, recurring.interval, count);
    if (end > start) return end;
  }
}
