import { maskSecret, type TrafficRecord } from '../kernel/index.js';

type Json = Record<string, unknown>;

/** Hides what only this vendor carries: secret values, what exec printed, tokens it minted, the agent's files. */
export function maskFly(entry: TrafficRecord): TrafficRecord {
  const { path } = entry;
  const body = entry.requestBody as Json | null;
  if (/\/secrets(\/[^/]+)?$/.test(path) && body && typeof body === 'object') {
    return { ...entry, requestBody: hideValues(body) };
  }
  if (path.endsWith('/exec'))
    return { ...entry, responseBody: hide(entry.responseBody, ['stdout', 'stderr']) };
  if (path.endsWith('/deploy_token')) return { ...entry, responseBody: hide(entry.responseBody, ['token']) };
  return entry;
}

function hideValues(body: Json): Json {
  const values = body['values'] as Json | undefined;
  if (!values || typeof values !== 'object') return hide(body, ['value']) as Json;
  return { ...body, values: hide(values, Object.keys(values)) };
}

function hide(value: unknown, names: string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      names.includes(name) && typeof item === 'string' && item !== '' ? maskSecret(item) : (item as unknown),
    ]),
  );
}
