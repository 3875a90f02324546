import { badRequest } from '../http/errors.js';
import type { Metadata } from './records.js';

/** Stripe's merge: null empties all, an empty value removes its key, anything else is set. */
export function mergeMetadata(
  current: Metadata,
  change: Record<string, string> | null | undefined,
): Metadata {
  if (change === undefined) return current;
  if (change === null) return {};
  const merged = Object.fromEntries(
    Object.entries({ ...current, ...change }).filter(([, value]) => value !== ''),
  );
  if (Object.keys(merged).length > 50) {
    throw badRequest('Metadata can have at most 50 keys.', { param: 'metadata' });
  }
  return merged;
}
