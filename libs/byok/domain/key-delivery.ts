import { type ByokKey, DELIVERIES } from '../persistence/byok-key.entity.js';

/** What people see of a key's way to the machine. */
export const KEY_DELIVERIES = [...DELIVERIES, 'rolled_back'] as const;
export type KeyDelivery = (typeof KEY_DELIVERIES)[number];

/** A key that was put back is shown as such, unless it could not be brought to the machine again. */
export function shownDelivery(key: Pick<ByokKey, 'delivery' | 'rolledBackAt'>): KeyDelivery {
  return key.rolledBackAt !== null && key.delivery !== 'failed' ? 'rolled_back' : key.delivery;
}
