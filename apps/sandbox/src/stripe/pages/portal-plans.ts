import type { FastifyReply } from 'fastify';
import { StripeError } from '../http/errors.js';
import { day, money, per } from '../billing/money.js';
import { choices, dueToday, switchPlan, waits, type Switch } from '../billing/portal-update.js';
import type { SubscriptionRecord } from '../state/records.js';
import { markup, type Html } from './html.js';
import type { Page } from './layout.js';
import { done, missing, own, type OnPortal } from './portal-pages.js';
import type { Portal } from './portal-view.js';
import { show } from './show.js';

/** Switching plans in the portal: every plan with what it costs today, and a button each. */
export function registerPlanPages(on: OnPortal): void {
  on('GET', '/subscriptions/:id/update', (portal, request, reply) => {
    const subscription = own(portal, request);
    if (!subscription || offered(portal, subscription).length === 0) return missing(reply, portal);
    return show(reply, 200, plansPage(portal, subscription));
  });
  on('POST', '/subscriptions/:id/update', (portal, request, reply) => {
    const subscription = own(portal, request);
    const chosen = Number((request.body as Record<string, unknown> | null)?.['choice'] ?? 0);
    const change = subscription && offered(portal, subscription)[chosen];
    if (!subscription || !change) return missing(reply, portal);
    return carryOut(portal, subscription, change, reply);
  });
}

function carryOut(
  portal: Portal,
  subscription: SubscriptionRecord,
  change: Switch,
  reply: FastifyReply,
): FastifyReply {
  try {
    switchPlan(portal.world, portal.configuration, subscription, change);
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return show(reply, error.status, plansPage(portal, subscription, error.message));
  }
  return done(reply, portal, 'updated');
}

/** What may be switched to: exactly what a confirm flow names, else whatever the configuration allows. */
function offered({ world, session, configuration }: Portal, subscription: SubscriptionRecord): Switch[] {
  const asked = session.flow?.update;
  if (asked) {
    const { items, discounts } = asked;
    return [discounts.length > 0 ? { items, discounts } : { items }];
  }
  const item = subscription.items[0];
  return choices(world, configuration, subscription).map((price) => ({
    items: [{ id: item?.id, price: price.id, quantity: item?.quantity ?? 1 }],
  }));
}

function plansPage(portal: Portal, subscription: SubscriptionRecord, alert?: string): Page {
  return {
    title: `${alert ? 'Error: ' : ''}Update your subscription`,
    body: markup`<section class="card">
      <h1>Update your subscription</h1>
      ${alert && markup`<p class="alert" role="alert">${alert}</p>`}
      ${offered(portal, subscription).map((change, index) => plan(portal, subscription, change, index))}
      <a class="button plain" href="${portal.base}?done=">Go back</a>
    </section>`,
  };
}

function plan(
  { world, configuration, base }: Portal,
  subscription: SubscriptionRecord,
  change: Switch,
  index: number,
): Html {
  const [to] = change.items;
  const from = subscription.items.find((it) => it.id === to?.id);
  const price = world.prices.need(to?.price ?? from?.price ?? '');
  const name = world.products.need(price.product).name;
  const rate = `${money(price.unitAmount * (to?.quantity ?? 1), price.currency)} per ${per(price.recurring)}`;
  const when = waits(world, configuration, subscription, change)
    ? `Starts on ${day(subscription.items[0]?.periodEnd ?? 0)}.`
    : `Starts now. Due today: ${money(dueToday(world, configuration, subscription, change), price.currency)}.`;
  return markup`<form method="post" action="${base}/subscriptions/${subscription.id}/update">
    <h2>${name}</h2>
    <p>${rate}</p>
    <p class="soft">${when}</p>
    <button type="submit" name="choice" value="${index}">Switch to ${name}</button>
  </form>`;
}
