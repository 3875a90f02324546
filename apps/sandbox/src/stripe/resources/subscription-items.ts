import type { z } from 'zod';
import { pageOf } from '../http/list.js';
import { resourceMissing } from '../http/errors.js';
import { page, params, text } from '../http/params.js';
import { route, type Call } from '../http/route.js';
import { serialiseSubscriptionItem } from '../serialise/subscription.js';
import type { SubscriptionItemRecord, SubscriptionRecord } from '../state/records.js';
import type { World } from '../state/world.js';
import { itemUpdateParams } from './subscription-params.js';
import { reshapeAsked } from './subscription-changes.js';

const listParams = params({ ...page, subscription: text() });

export const subscriptionItemRoutes = [
  route('GET', '/v1/subscription_items', listParams, ({ world, input }) => {
    const { items } = world.subscriptions.need(input.subscription, 'subscription');
    return pageOf(items, input, '/v1/subscription_items', (it) => serialiseSubscriptionItem(it, world));
  }),
  route('GET', '/v1/subscription_items/:id', params({}), ({ world, id }) =>
    serialiseSubscriptionItem(find(world, id).item, world),
  ),
  route('POST', '/v1/subscription_items/:id', itemUpdateParams, update),
];

function update({ world, id, input }: Call<z.infer<typeof itemUpdateParams>>): object {
  const { subscription } = find(world, id);
  const { price, quantity, metadata } = input;
  reshapeAsked(world, subscription, { items: [{ id, price, quantity, metadata }] }, input);
  return serialiseSubscriptionItem(find(world, id).item, world);
}

function find(world: World, id: string): { item: SubscriptionItemRecord; subscription: SubscriptionRecord } {
  for (const subscription of world.subscriptions.all()) {
    const item = subscription.items.find((it) => it.id === id);
    if (item) return { item, subscription };
  }
  throw resourceMissing('subscription_item', id);
}
