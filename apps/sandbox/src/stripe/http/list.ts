import { badParameter, badRequest } from './errors.js';
import type { Range } from './params.js';
import type { Base } from '../state/records.js';

/** The cursor parameters. */
export interface PageInput {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

/** A page of a list, newest first unless the records come in another order on purpose. */
export function pageOf<T extends { id: string }>(
  newestFirst: readonly T[],
  input: PageInput,
  url: string,
  serialise: (record: T) => object,
): object {
  const { limit = 10, starting_after: after, ending_before: before } = input;
  if (after !== undefined && before !== undefined) {
    throw badParameter(
      'Received both starting_after and ending_before parameters. Please pass in only one.',
      {
        code: 'parameters_exclusive',
        param: 'starting_after',
      },
    );
  }
  const position = (id: string, param: string) => {
    const at = newestFirst.findIndex((it) => it.id === id);
    if (at < 0) throw badRequest(`No such object: '${id}'`, { code: 'resource_missing', param });
    return at;
  };
  let from = 0;
  let hasMore: boolean;
  let records: readonly T[];
  if (before !== undefined) {
    const end = position(before, 'ending_before');
    from = Math.max(0, end - limit);
    records = newestFirst.slice(from, end);
    hasMore = from > 0;
  } else {
    if (after !== undefined) from = position(after, 'starting_after') + 1;
    records = newestFirst.slice(from, from + limit);
    hasMore = newestFirst.length > from + limit;
  }
  return { object: 'list', data: records.map(serialise), has_more: hasMore, url };
}

/** Newest first: by creation, and within one second by the order they were made. */
export function newestFirst<T extends Base>(records: T[]): T[] {
  return records.reverse().sort((a, b) => b.created - a.created);
}

/** True when a time lies in the range of a filter; no filter lets everything through. */
export function inRange(time: number, range: Range | undefined): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return time === range;
  return (
    (range.gt === undefined || time > range.gt) &&
    (range.gte === undefined || time >= range.gte) &&
    (range.lt === undefined || time < range.lt) &&
    (range.lte === undefined || time <= range.lte)
  );
}

/** True when a filter is absent or equal. */
export function matches<T>(value: T, wanted: T | undefined): boolean {
  return wanted === undefined || value === wanted;
}
