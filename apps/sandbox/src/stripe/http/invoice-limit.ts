import type { World } from '../state/world.js';
import type { Form } from './form.js';
import { rateLimited } from './rate-limit.js';
import type { Route } from './route.js';

const PER_MINUTE = 10;
const PER_DAY = 20;

/** Refuses the eleventh new invoice of a subscription within a minute, and the twenty-first within a day. */
export function checkNewInvoice(world: World, route: Route, id: string, form: Form): void {
  const subscription = subscriptionBilled(world, route, id, form);
  if (subscription === undefined) return;
  const now = world.nowOf(world.subscriptions.get(subscription)?.customer);
  const ages = world.invoices
    .all()
    .filter((it) => it.subscription === subscription)
    .map((it) => now - it.created);
  const within = (seconds: number) => ages.filter((age) => age < seconds).length;
  if (within(60) >= PER_MINUTE || within(86_400) >= PER_DAY) throw rateLimited('resource-specific');
}

/** The subscription this call would make an invoice for at once. */
function subscriptionBilled(world: World, route: Route, id: string, form: Form): string | undefined {
  if (route.method !== 'POST' || form['proration_behavior'] !== 'always_invoice') return undefined;
  if (route.path === '/v1/subscriptions/:id') return id;
  if (route.path !== '/v1/subscription_items/:id') return undefined;
  return world.subscriptions.all().find((it) => it.items.some((item) => item.id === id))?.id;
}
