import type { VendorContext } from '../../kernel/index.js';
import type { Base } from './records.js';
import { World } from './world.js';

/** Collections that no call about one customer changes: a copy of the world may share their records. */
const SHARED = ['products', 'prices', 'portalConfigurations', 'testClocks'];
const COPIED = ['coupons', 'promotionCodes'];
const LEFT_OUT = ['events', 'webhookEndpoints', 'checkoutSessions', 'portalSessions'];

/**
 * A copy of one customer's part of the world. Whatever is done there stays there: it sends no webhooks and is thrown
 * away. That is how a preview is exact: it is the real change, made where nobody sees it.
 */
export function shadowOf(world: World, customer: string | null): World {
  const ctx = Object.create(world.ctx, { changed: { value: () => undefined } }) as VendorContext;
  const shadow = new World(ctx, () => undefined);
  const sources = world.collections();
  for (const [name, collection] of Object.entries(shadow.collections())) {
    const records = sources[name]?.all() ?? [];
    if (LEFT_OUT.includes(name)) continue;
    if (SHARED.includes(name)) collection.replace(records);
    else if (COPIED.includes(name)) collection.replace(structuredClone(records));
    else collection.replace(structuredClone(records.filter((it) => belongsTo(it, customer))));
  }
  return shadow;
}

function belongsTo(record: Base, customer: string | null): boolean {
  return record.id === customer || (record as { customer?: unknown }).customer === customer;
}
