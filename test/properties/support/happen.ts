import type Stripe from 'stripe';
import type { Happening } from './lifecycle.js';
import type { StripeWorld } from './stripe-world.js';

/** Makes it happen at Stripe, as the customer, the bank or time would; nothing when it makes no sense right now. */
export async function happen(world: StripeWorld, it: Happening): Promise<void> {
  if (it.what === 'pass') return world.passDays(it.days);
  if (it.what === 'card_fails') return world.useCard(world.customer, 'pm_card_chargeCustomerFail');
  if (it.what === 'card_works') return world.useCard(world.customer, 'pm_card_visa');
  const live = await world.live();
  if (it.what === 'subscribe') return live && !it.anyway ? undefined : subscribe(world, it);
  if (live) await change(world, live, it.what);
}

async function subscribe(
  world: StripeWorld,
  { plan, trial, coupon }: Extract<Happening, { what: 'subscribe' }>,
): Promise<void> {
  await world.stripe.subscriptions.create({
    customer: world.customer,
    items: [{ price: world.prices[plan] }],
    ...(trial ? { trial_period_days: 7 } : {}),
    ...(coupon ? { discounts: [{ coupon: world.coupon }] } : {}),
  });
}

type Change = Exclude<Happening['what'], 'pass' | 'card_fails' | 'card_works' | 'subscribe'>;

async function change(
  { stripe, prices }: StripeWorld,
  live: Stripe.Subscription,
  what: Change,
): Promise<void> {
  const { id } = live;
  const item = live.items.data[0];
  const at = prices.indexOf(item?.price.id ?? '');
  const schedule = typeof live.schedule === 'string' ? null : live.schedule;
  switch (what) {
    case 'upgrade': {
      const price = prices[at + 1];
      if (!price || schedule || live.status !== 'active' || live.cancel_at_period_end) return;
      await stripe.subscriptions.update(id, {
        items: [{ id: item?.id, price, quantity: 1 }],
        proration_behavior: 'always_invoice',
        payment_behavior: 'pending_if_incomplete',
      });
      return;
    }
    case 'downgrade': {
      const price = prices[at - 1];
      if (!price || schedule || live.status !== 'active' || live.cancel_at_period_end) return;
      const made = await stripe.subscriptionSchedules.create({ from_subscription: id });
      const phase = made.phases[0];
      await stripe.subscriptionSchedules.update(made.id, {
        end_behavior: 'release',
        phases: [
          {
            start_date: phase?.start_date,
            end_date: phase?.end_date,
            items: [{ price: item?.price.id, quantity: 1 }],
          },
          { items: [{ price, quantity: 1 }], duration: { interval: 'month', interval_count: 1 } },
        ],
      });
      return;
    }
    case 'keep':
      if (schedule) await stripe.subscriptionSchedules.release(schedule.id);
      return;
    case 'cancel':
      if (!schedule) await stripe.subscriptions.update(id, { cancel_at_period_end: true });
      return;
    case 'cancel_now':
      await stripe.subscriptions.cancel(id);
      return;
    case 'resume':
      if (live.cancel_at_period_end) await stripe.subscriptions.update(id, { cancel_at_period_end: false });
      return;
    case 'pay':
      for (const invoice of (await stripe.invoices.list({ subscription: id, status: 'open' })).data) {
        // A card that fails, fails here as well: that is an answer like any other.
        await stripe.invoices.pay(invoice.id ?? '').catch(() => undefined);
      }
  }
}
