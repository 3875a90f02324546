import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { cardForm, customerWith, monthly, startStripe, type Harness } from './testing/harness.js';
import { SpecCheck } from './testing/spec-check.js';

const DAY = 86_400;
const HOUR = 3600;

describe('changes of a running subscription', () => {
  let harness: Harness;
  let stripe: Stripe;
  let starter: Stripe.Price;
  let power: Stripe.Price;
  let yearly: Stripe.Price;
  const spec = SpecCheck.load();

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
    starter = await monthly(stripe, 'Starter', 2000);
    power = await monthly(stripe, 'Power', 4000);
    yearly = await stripe.prices.create({
      product: power.product as string,
      currency: 'usd',
      unit_amount: 40_000,
      recurring: { interval: 'year' },
    });
  });
  afterAll(async () => {
    const wrong = await harness.violations(spec);
    await harness.close();
    expect(wrong).toEqual([]);
  }, 60_000);

  const subscribe = async (card?: string, more: Partial<Stripe.SubscriptionCreateParams> = {}) => {
    const customer = await customerWith(stripe, card);
    return stripe.subscriptions.create({ customer: customer.id, items: [{ price: starter.id }], ...more });
  };
  const itemOf = (subscription: Stripe.Subscription) => {
    const item = subscription.items.data[0];
    if (!item) throw new Error('no item');
    return item;
  };
  const half = (subscription: Stripe.Subscription) =>
    (itemOf(subscription).current_period_end - itemOf(subscription).current_period_start) / 2;
  const newest = async (subscription: string) => {
    const invoice = (await stripe.invoices.list({ subscription, limit: 1 })).data[0];
    if (!invoice) throw new Error('no invoice');
    return invoice;
  };
  const now = () => Math.floor(harness.sandbox.clock.now().getTime() / 1000);

  it('begin a year at once when the price is yearly, with credit for the rest of the month', async () => {
    const created = await subscribe();
    await harness.advance(half(created));
    const changed = await stripe.subscriptions.update(created.id, {
      items: [{ id: itemOf(created).id, price: yearly.id }],
      proration_date: itemOf(created).current_period_start + half(created),
    });
    expect(itemOf(changed).current_period_end - now()).toBeGreaterThan(364 * DAY);
    expect(changed.billing_cycle_anchor).toBe(itemOf(changed).current_period_start);
    const invoice = await newest(created.id);
    expect(invoice.lines.data.map((it) => it.amount)).toEqual([-1000, 40_000]);
    expect(invoice).toMatchObject({ amount_paid: 39_000, billing_reason: 'subscription_update' });
  });

  it('move the billing date to now when asked', async () => {
    const created = await subscribe();
    await harness.advance(half(created));
    const moved = await stripe.subscriptions.update(created.id, {
      billing_cycle_anchor: { type: 'now' },
      proration_behavior: 'none',
    });
    expect(itemOf(moved).current_period_start).toBeGreaterThanOrEqual(now() - 5);
    expect(await newest(created.id)).toMatchObject({ amount_paid: 2000 });
  });

  it('end a trial early or make it longer', async () => {
    const created = await subscribe('pm_card_visa', { trial_period_days: 7 });
    const longer = await stripe.subscriptions.update(created.id, { trial_end: now() + 20 * DAY });
    expect(longer).toMatchObject({ status: 'trialing', trial_end: itemOf(longer).current_period_end });
    const ended = await stripe.subscriptions.update(created.id, { trial_end: 'now' });
    expect(ended.status).toBe('active');
    expect(await newest(created.id)).toMatchObject({ amount_paid: 2000, status: 'paid' });
  });

  it('pause with credit for what is left, and go on with a new period', async () => {
    const created = await subscribe();
    const paused = await stripe.subscriptions.pause(created.id);
    expect(paused.status).toBe('paused');
    const waiting = await stripe.invoiceItems.list({ customer: created.customer as string });
    expect(waiting.data[0]?.amount).toBeLessThan(-1990);
    await harness.advance(60 * DAY);
    expect((await stripe.invoices.list({ subscription: created.id })).data).toHaveLength(1);
    const resumed = await stripe.subscriptions.resume(created.id);
    expect(resumed.status).toBe('active');
    expect((await newest(created.id)).total).toBeLessThan(10);
  });

  it('credit the rest when they end at once and are asked to', async () => {
    const created = await subscribe();
    await harness.advance(half(created));
    await stripe.subscriptions.cancel(created.id, { prorate: true, invoice_now: true });
    const invoice = await newest(created.id);
    expect(Math.abs(invoice.total + 1000)).toBeLessThan(2);
    const moves = await stripe.customers.listBalanceTransactions(created.customer as string);
    expect(moves.data[0]).toMatchObject({
      amount: invoice.total,
      invoice: invoice.id,
      type: 'applied_to_invoice',
    });
  });

  it('bill what was added to the next invoice, and take granted credit off it', async () => {
    const created = await subscribe();
    const customer = created.customer as string;
    await stripe.invoiceItems.create({ customer, amount: 700, currency: 'usd', description: 'Setup' });
    await stripe.customers.createBalanceTransaction(customer, { amount: -300, currency: 'usd' });
    const preview = await stripe.invoices.createPreview({ subscription: created.id });
    expect(preview).toMatchObject({ total: 2700, amount_due: 2400 });
    await harness.advance(2 * half(created) + HOUR + 1);
    expect(await newest(created.id)).toMatchObject({ total: 2700, amount_paid: 2400, ending_balance: 0 });
  });

  it('put amounts too small for a card on the balance', async () => {
    const created = await subscribe();
    await stripe.customers.update(created.customer as string, { balance: -1970 });
    await harness.advance(2 * half(created) + HOUR + 1);
    expect(await newest(created.id)).toMatchObject({ amount_due: 0, status: 'paid', ending_balance: 30 });
  });

  it('fail to renew with a card that has expired', async () => {
    const customer = await stripe.customers.create({ email: 'ada@example.com' });
    const today = new Date(now() * 1000);
    const card = await stripe.paymentMethods.create({
      type: 'card',
      card: {
        number: '4242424242424242',
        exp_month: today.getUTCMonth() + 1,
        exp_year: today.getUTCFullYear(),
      },
    });
    await stripe.paymentMethods.attach(card.id, { customer: customer.id });
    const created = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: starter.id }],
      default_payment_method: card.id,
    });
    await harness.advance(2 * half(created) + HOUR + 1);
    expect((await stripe.subscriptions.retrieve(created.id)).status).toBe('past_due');
    const charges = await stripe.charges.list({ customer: customer.id, limit: 1 });
    expect(charges.data[0]).toMatchObject({ failure_code: 'expired_card' });
  });

  it('wait for the bank on the hosted page, and happen when it agrees', async () => {
    const created = await subscribe();
    const customer = created.customer as string;
    const card = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
    await stripe.subscriptions.update(created.id, {
      items: [{ id: itemOf(created).id, price: power.id }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
    });
    const invoice = await newest(created.id);
    await expect(stripe.invoices.pay(invoice.id)).rejects.toMatchObject({
      statusCode: 402,
      code: 'invoice_payment_intent_requires_action',
    });
    const page = new URL(invoice.hosted_invoice_url ?? '').pathname;
    const asked = await harness.submit(`${page}/pay`, {});
    const bank = asked.headers.get('location') ?? '';
    expect(bank).toContain('/authenticate');
    const failed = await harness.submit(bank, { outcome: 'fail' });
    expect(failed.headers.get('location')).toContain('authentication=failed');
    expect((await stripe.subscriptions.retrieve(created.id)).pending_update).not.toBeNull();
    await harness.submit(bank, { outcome: 'complete' });
    const done = await stripe.subscriptions.retrieve(created.id);
    expect(done.pending_update).toBeNull();
    expect(itemOf(done).price.id).toBe(power.id);
  });

  it('can be paid with another card on the hosted page', async () => {
    const created = await subscribe();
    const customer = created.customer as string;
    const card = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
    await harness.advance(2 * half(created) + HOUR + 1);
    const invoice = await newest(created.id);
    const page = new URL(invoice.hosted_invoice_url ?? '').pathname;
    expect((await harness.submit(`${page}/pay`, {})).status).toBe(402);
    expect((await harness.submit(`${page}/pay`, cardForm('4242424242424242'))).status).toBe(303);
    expect((await stripe.subscriptions.retrieve(created.id)).status).toBe('active');
  });

  describe('in the portal', () => {
    const open = async (
      created: Stripe.Subscription,
      flow?: Stripe.BillingPortal.SessionCreateParams.FlowData,
    ) => {
      const configuration = await stripe.billingPortal.configurations.create({
        features: {
          subscription_update: {
            enabled: true,
            default_allowed_updates: ['price'],
            proration_behavior: 'always_invoice',
            products: [
              { product: starter.product as string, prices: [starter.id] },
              { product: power.product as string, prices: [power.id] },
            ],
            schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] },
          },
        },
      });
      const session = await stripe.billingPortal.sessions.create({
        customer: created.customer as string,
        configuration: configuration.id,
        return_url: 'http://127.0.0.1:9/back',
        ...(flow ? { flow_data: flow } : {}),
      });
      return new URL(session.url).pathname;
    };

    it('go up now and down at the end of the period', async () => {
      const created = await subscribe();
      const portal = await open(created);
      const page = `${portal}/subscriptions/${created.id}/update`;
      expect(await (await fetch(harness.url + portal)).text()).toContain('Update subscription');
      expect(await (await fetch(harness.url + page)).text()).toMatch(/Due today: \$(20\.00|19\.99)/);
      expect((await harness.submit(page, { choice: '0' })).status).toBe(303);
      const up = await stripe.subscriptions.retrieve(created.id);
      expect(itemOf(up).price.id).toBe(power.id);
      expect(await (await fetch(harness.url + page)).text()).toContain('Starts on');
      await harness.submit(page, { choice: '0' });
      const waiting = await stripe.subscriptions.retrieve(created.id, { expand: ['schedule'] });
      expect(itemOf(waiting).price.id).toBe(power.id);
      expect((waiting.schedule as Stripe.SubscriptionSchedule).phases).toHaveLength(2);
      await harness.advance(2 * half(created) + HOUR + 1);
      expect(itemOf(await stripe.subscriptions.retrieve(created.id)).price.id).toBe(starter.id);
      expect((await newest(created.id)).amount_paid).toBe(2000);
    });

    it('only confirm what the flow names', async () => {
      const created = await subscribe();
      const portal = await open(created, {
        type: 'subscription_update_confirm',
        subscription_update_confirm: {
          subscription: created.id,
          items: [{ id: itemOf(created).id, price: power.id, quantity: 2 }],
        },
        after_completion: { type: 'redirect', redirect: { return_url: 'http://127.0.0.1:9/done' } },
      });
      const start = await fetch(harness.url + portal, { redirect: 'manual' });
      const page = start.headers.get('location') ?? '';
      expect(await (await fetch(harness.url + page)).text()).toContain('$80.00 per month');
      const done = await harness.submit(page, { choice: '0' });
      expect(done.headers.get('location')).toBe('http://127.0.0.1:9/done');
      expect(itemOf(await stripe.subscriptions.retrieve(created.id))).toMatchObject({
        quantity: 2,
        price: { id: power.id },
      });
    });
  });
});
