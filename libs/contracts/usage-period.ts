/** The window in which usage is counted: half-open, `start` included, `end` is the reset instant. */
export interface UsagePeriod {
  start: Date;
  end: Date;
}

/** `anchor` moved by whole months in UTC, its day clamped to the target month's length, time of day kept. */
function addMonths(anchor: Date, months: number): Date {
  const year = anchor.getUTCFullYear();
  const month = anchor.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const moved = new Date(anchor);
  moved.setUTCFullYear(year, month, Math.min(anchor.getUTCDate(), lastDay));
  return moved;
}

/**
 * The usage window that contains `now`: the customer's billing month, anchored at the start of the subscription,
 * or the calendar month (UTC) without one. Windows of one anchor tile time without gap or overlap; annual plans
 * keep monthly windows.
 */
export function usagePeriod(anchor: Date | null, now: Date): UsagePeriod {
  const from = anchor ?? new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  let index = (now.getUTCFullYear() - from.getUTCFullYear()) * 12 + (now.getUTCMonth() - from.getUTCMonth());
  while (addMonths(from, index) > now) index -= 1;
  while (addMonths(from, index + 1) <= now) index += 1;
  return { start: addMonths(from, index), end: addMonths(from, index + 1) };
}
