import type { OpenClawConfig } from './config-types.js';

const REDACTED = '__OPENCLAW_REDACTED__';

/** What OpenClaw notes down about a file for itself. */
const NOT_OURS = new Set(['meta']);

const MOST_PATHS = 20;

/**
 * Where the config a gateway runs with differs from the one it was given: the paths, never the values. Secrets come
 * back blacked out and count as right. Empty when nothing differs.
 */
export function configDrift(wanted: OpenClawConfig, found: Readonly<Record<string, unknown>>): string[] {
  const paths: string[] = [];
  const seen = Object.fromEntries(Object.entries(found).filter(([key]) => !NOT_OURS.has(key)));
  // As it is in the file: without what JSON leaves out.
  compare(JSON.parse(JSON.stringify(wanted)), seen, '', paths);
  return paths.slice(0, MOST_PATHS);
}

function compare(wanted: unknown, found: unknown, path: string, paths: string[]): void {
  if (found === REDACTED && wanted !== undefined) return;
  if (isObject(wanted) && isObject(found)) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
      compare(wanted[key], found[key], path === '' ? key : `${path}.${key}`, paths);
    }
    return;
  }
  if (Array.isArray(wanted) && Array.isArray(found)) {
    if (wanted.length === found.length) {
      wanted.forEach((item, index) => compare(item, found[index], `${path}[${index}]`, paths));
      return;
    }
  }
  if (wanted !== found) paths.push(path.slice(0, 200));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
