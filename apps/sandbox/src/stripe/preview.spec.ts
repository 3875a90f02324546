import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type Stripe from 'stripe';
import { customerWith, startStripe, type Harness } from './testing/harness.js';
import { SpecCheck } from './testing/spec-check.js';

const DAY = 86_400;
const HOUR = 3600;
const CENTS = [2000, 2999, 7900, 14_900];

/**
 * The stand-in's clock is the computer's and an offset. Here it stands still but for `advance`: a change that takes
 * effect "now" costs another amount a second later, and between a preview and the change a second may pass.
 */
function stopTheClock(): void {
  jest.useFakeTimers({
    doNotFake: [
      ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'] as const),
      ...(['clearImmediate', 'nextTick', 'queueMicrotask', 'performance', 'hrtime'] as const),
    ],
  });
}

/** The same numbers on every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

describe('a preview is what is charged', () => {
  let harness: Harness;
  let stripe: Stripe;
  const prices: Stripe.Price[] = [];
  const coupons: (string | undefined)[] = [undefined];
  const spec = SpecCheck.load();

  beforeAll(async () => {
    stopTheClock();
    harness = await startStripe();
    stripe = harness.stripe;
    const product = await stripe.products.create({ name: 'Plan' });
    for (const interval of ['month', 'year'] as const) {
      for (const cents of CENTS) {
        const unit_amount = interval === 'month' ? cents : cents * 10;
        prices.push(
          await stripe.prices.create({
            product: product.id,
            currency: 'usd',
            unit_amount,
            recurring: { interval },
          }),
        );
      }
    }
    const kinds: Stripe.CouponCreateParams[] = [
      { percent_off: 20, duration: 'forever' },
      { percent_off: 33.3, duration: 'once' },
      { amount_off: 700, currency: 'usd', duration: 'repeating', duration_in_months: 3 },
    ];
    for (const kind of kinds) coupons.push((await stripe.coupons.create(kind)).id);
  });
  afterAll(async () => {
    jest.useRealTimers();
    const wrong = await harness.violations(spec);
    await harness.close();
    expect(wrong).toEqual([]);
  }, 60_000);

  const linesOf = (invoice: Stripe.Invoice) =>
    invoice.lines.data.map((it) => [
      it.amount,
      it.discount_amounts?.map((off) => off.amount),
      it.description,
    ]);
  const money = (invoice: Stripe.Invoice) => ({
    lines: linesOf(invoice),
    subtotal: invoice.subtotal,
    total: invoice.total,
    amount_due: invoice.amount_due,
    ending_balance: invoice.ending_balance,
    starting_balance: invoice.starting_balance,
  });
  const latest = async (subscription: string) => {
    const [invoice] = (await stripe.invoices.list({ subscription, limit: 1 })).data;
    if (!invoice) throw new Error('no invoice');
    return invoice;
  };

  it.each(Array.from({ length: 24 }, (_, seed) => seed))(
    'whatever is changed, and when (%d)',
    async (seed) => {
      const roll = dice(seed + 1);
      const pick = <T>(from: readonly T[]): T => from[roll(from.length)] as T;
      const coupon = pick(coupons);
      const later = pick(coupons);
      const customer = await customerWith(stripe);
      const trial = roll(5) === 0 ? 5 : undefined;
      const subscription = await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: pick(prices).id, quantity: 1 + roll(2) }],
        billing_mode: { type: pick(['flexible', 'classic']) },
        ...(coupon ? { discounts: [{ coupon }] } : {}),
        ...(trial ? { trial_period_days: trial } : {}),
      });
      const id = subscription.items.data[0]?.id;
      for (let change = 0; change < 2; change++) {
        await harness.advance(roll(12 * DAY) + 60);
        const current = await stripe.subscriptions.retrieve(subscription.id);
        const item = current.items.data[0];
        const details = {
          items: [
            { id, price: pick(prices.filter((it) => it.id !== item?.price.id)).id, quantity: 1 + roll(3) },
          ],
          proration_behavior: pick(['always_invoice', 'create_prorations', 'none'] as const),
          proration_date: Math.max(
            item?.current_period_start ?? 0,
            Math.floor(harness.sandbox.clock.now().getTime() / 1000) - 5,
          ),
          ...(roll(4) === 0 ? { billing_cycle_anchor: { type: 'now' as const } } : {}),
        };
        const before = current.latest_invoice;
        const preview = await stripe.invoices.createPreview({
          subscription: subscription.id,
          subscription_details: details,
          ...(later && change === 1 ? { discounts: [{ coupon: later }] } : {}),
        });
        const after = await stripe.subscriptions.update(subscription.id, {
          ...details,
          ...(later && change === 1 ? { discounts: [{ coupon: later }] } : {}),
        });
        if (after.latest_invoice === before) {
          const end = after.items.data[0]?.current_period_end ?? 0;
          await harness.advance(end - Math.floor(harness.sandbox.clock.now().getTime() / 1000) + HOUR + 1);
        }
        const charged = await latest(subscription.id);
        expect(charged.id).not.toBe(before);
        expect(money(charged)).toEqual(money(preview));
        expect(charged.amount_paid).toBe(preview.amount_due);
        expect(charged.lines.data.map((it) => it.period)).toEqual(preview.lines.data.map((it) => it.period));
      }
      await stripe.subscriptions.cancel(subscription.id);
    },
  );

  it('leaves the balance as the movements say', async () => {
    for await (const customer of stripe.customers.list({ limit: 100 })) {
      let sum = 0;
      for await (const move of stripe.customers.listBalanceTransactions(customer.id, { limit: 100 })) {
        sum += move.amount;
      }
      expect(sum).toBe(customer.balance);
    }
  });
});
