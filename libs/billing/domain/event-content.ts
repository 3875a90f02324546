import { isDeepStrictEqual } from 'node:util';
import { at } from './event-subject.js';

/**
 * Two bodies with the same event id tell the same. Stripe counts `pending_webhooks` down between deliveries, and an
 * endpoint of another API version gets the same event in another shape: neither is another content.
 */
export function sameContent(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [parsed(one), parsed(other)];
  const same = (...path: string[]) => isDeepStrictEqual(at(a, ...path), at(b, ...path));
  if (!same('type') || !same('created') || !same('data', 'object', 'id')) return false;
  return !same('api_version') || same('data');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}
