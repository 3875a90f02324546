import { readFileSync } from 'node:fs';

/** One request to a vendor and its answer, as the sandbox recorded it (secrets masked). */
export interface Exchange {
  seq: number;
  vendor: string;
  method: string;
  path: string;
  query: Record<string, unknown>;
  headers: Record<string, string>;
  requestBody: unknown;
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: unknown;
  fault?: unknown;
}

/** Everything recorded in a file of JSON lines. */
export function readTraffic(file: string): Exchange[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Exchange);
}

/** The names and types a value is made of, so that a thousand alike requests are checked once. */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].join('|')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${key}:${shapeOf(item)}`);
    return `{${fields.join(',')}}`;
  }
  return value === null ? 'null' : typeof value;
}

/** One of each kind, by what `key` says. */
export function distinct<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
