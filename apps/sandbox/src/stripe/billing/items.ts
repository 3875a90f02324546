import { badRequest, notModelled, resourceMissing } from '../http/errors.js';
import { mergeMetadata } from '../state/metadata.js';
import type { Metadata, PriceRecord, SubscriptionItemRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';

/** One entry of `items` in an update: without an id it adds an item. */
export interface ItemChange {
  id?: string;
  price?: string;
  quantity?: number;
  deleted?: boolean;
  metadata?: Record<string, string> | null;
}

/** A recurring price that may be put on this subscription. */
export function usablePrice(world: World, id: string, param: string, like?: SubscriptionRecord): string {
  const price = world.prices.need(id, param);
  const active = price.active && world.products.need(price.product).active;
  if (!active) {
    throw badRequest(`The price specified is inactive. This field only accepts active prices.`, { param });
  }
  if (!price.recurring) {
    throw badRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      { param },
    );
  }
  if (like && like.currency !== price.currency) {
    throw badRequest(
      `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${like.currency}\`.`,
      { param },
    );
  }
  return price.id;
}

/** The items as they are after these changes. Nothing is changed yet; a mistake is refused here. */
export function nextItems(
  world: World,
  subscription: SubscriptionRecord,
  changes: readonly ItemChange[],
): SubscriptionItemRecord[] {
  const items = subscription.items.map((item) => ({ ...item }));
  changes.forEach((change, index) => applyChange(world, subscription, items, change, `items[${index}]`));
  if (items.length === 0) {
    throw badRequest(
      'A subscription must have at least one active plan. To cancel it, use the cancel endpoint.',
      { param: 'items' },
    );
  }
  mustShareInterval(world, items);
  return items;
}

function applyChange(
  world: World,
  subscription: SubscriptionRecord,
  items: SubscriptionItemRecord[],
  change: ItemChange,
  param: string,
): void {
  const price =
    change.price === undefined
      ? undefined
      : usablePrice(world, change.price, `${param}[price]`, subscription);
  const taken = items.find((item) => item.price === price && item.id !== change.id);
  if (taken) {
    throw badRequest(`An existing Subscription Item with ID ${taken.id} is already using that Price.`, {
      param,
    });
  }
  if (change.id === undefined) {
    items.push(addition(world, subscription, price, change, param));
    return;
  }
  const at = items.findIndex((it) => it.id === change.id);
  const item = items[at];
  if (!item) throw resourceMissing('subscription item', change.id, `${param}[id]`);
  if (change.deleted) {
    items.splice(at, 1);
    return;
  }
  const changed = price !== undefined && price !== item.price;
  items[at] = {
    ...item,
    price: price ?? item.price,
    // Stripe goes back to one when the price changes and no quantity is named.
    quantity: change.quantity ?? (changed ? 1 : item.quantity),
    metadata: mergeMetadata(item.metadata, change.metadata),
  };
}

function addition(
  world: World,
  subscription: SubscriptionRecord,
  price: string | undefined,
  change: ItemChange,
  param: string,
): SubscriptionItemRecord {
  const like = subscription.items[0];
  if (price === undefined || !like) {
    throw badRequest(`Missing required param: ${param}[price].`, {
      code: 'parameter_missing',
      param: `${param}[price]`,
    });
  }
  const metadata: Metadata = mergeMetadata({}, change.metadata);
  return {
    ...world.born('si_', 14),
    subscription: subscription.id,
    price,
    metadata,
    quantity: change.quantity ?? 1,
    periodStart: like.periodStart,
    periodEnd: like.periodEnd,
  };
}

/** How often the items are billed. */
export function recurringOf(
  world: World,
  items: readonly { price: string }[],
): NonNullable<PriceRecord['recurring']> {
  const first = items[0] && world.prices.need(items[0].price).recurring;
  return first ?? { interval: 'month', intervalCount: 1 };
}

export function sameInterval(
  world: World,
  a: readonly { price: string }[],
  b: readonly { price: string }[],
): boolean {
  const [one, other] = [recurringOf(world, a), recurringOf(world, b)];
  return one.interval === other.interval && one.intervalCount === other.intervalCount;
}

/** Stripe's flexible billing allows a month and a year side by side; here all items share one interval. */
export function mustShareInterval(world: World, items: readonly { price: string }[]): void {
  if (items.some((item) => !sameInterval(world, items, [item]))) {
    throw notModelled('prices with different billing intervals on one subscription', 'items');
  }
}
