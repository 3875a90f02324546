import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { customerWith, monthly, startStripe, type Harness } from './testing/harness.js';
import { SpecCheck } from './testing/spec-check.js';

const DAY = 86_400;
const HOUR = 3600;

describe('the money of a subscription', () => {
  let harness: Harness;
  let stripe: Stripe;
  let starter: Stripe.Price;
  let power: Stripe.Price;
  const spec = SpecCheck.load();

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
    starter = await monthly(stripe, 'Starter', 2000);
    power = await monthly(stripe, 'Power', 4000);
  });
  afterAll(async () => {
    const wrong = await harness.violations(spec);
    await harness.close();
    expect(wrong).toEqual([]);
    // Compiling the description's schemas takes a while on a busy machine.
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
  const length = (subscription: Stripe.Subscription) =>
    itemOf(subscription).current_period_end - itemOf(subscription).current_period_start;
  const newest = async (subscription: string) => {
    const invoice = (await stripe.invoices.list({ subscription, limit: 1 })).data[0];
    if (!invoice) throw new Error('no invoice');
    return invoice;
  };
  const types = async (object: string) =>
    (await stripe.events.list({ limit: 100 })).data
      .filter((it) => JSON.stringify(it.data.object).includes(object))
      .map((it) => it.type)
      .reverse();

  describe('previews', () => {
    it('show the next renewal with everything that waits for it, and change nothing', async () => {
      const created = await subscribe();
      const events = (await stripe.events.list({ limit: 100 })).data.length;
      const plain = await stripe.invoices.createPreview({ subscription: created.id });
      expect(plain.id).toMatch(/^upcoming_in_/);
      expect(plain).toMatchObject({
        amount_due: 2000,
        billing_reason: 'upcoming',
        status: 'draft',
        created: itemOf(created).current_period_end,
      });
      await harness.advance(length(created) / 2);
      await stripe.subscriptions.update(created.id, { items: [{ id: itemOf(created).id, price: power.id }] });
      const preview = await stripe.invoices.createPreview({ subscription: created.id });
      expect(preview.lines.data).toHaveLength(3);
      expect((await stripe.events.list({ limit: 100 })).data.length).toBeLessThanOrEqual(events + 2);
      await harness.advance(length(created) / 2 + HOUR + 1);
      const real = await newest(created.id);
      expect(real).toMatchObject({ total: preview.total, amount_paid: preview.amount_due, status: 'paid' });
      expect(real.lines.data.map((it) => it.amount)).toEqual(preview.lines.data.map((it) => it.amount));
      await expect(stripe.invoices.retrieve(preview.id)).rejects.toMatchObject({ statusCode: 404 });
    });

    it('are exactly what an update with the same date charges', async () => {
      const created = await subscribe();
      await harness.advance(9 * DAY + 12_345);
      const proration_date = itemOf(created).current_period_start + 9 * DAY + 12_340;
      const items = [{ id: itemOf(created).id, price: power.id }];
      const change = { items, proration_behavior: 'always_invoice', proration_date } as const;
      const preview = await stripe.invoices.createPreview({
        subscription: created.id,
        subscription_details: change,
      });
      await stripe.subscriptions.update(created.id, change);
      const real = await newest(created.id);
      expect(real.billing_reason).toBe('subscription_update');
      expect(real.amount_paid).toBe(preview.amount_due);
      expect(real.lines.data.map((it) => [it.amount, it.description])).toEqual(
        preview.lines.data.map((it) => [it.amount, it.description]),
      );
    });

    it('say so when nothing more will be billed', async () => {
      const created = await subscribe('pm_card_visa', { cancel_at_period_end: true });
      await expect(stripe.invoices.createPreview({ subscription: created.id })).rejects.toMatchObject({
        statusCode: 404,
        code: 'invoice_upcoming_none',
      });
    });

    it('include account credit and tell what remains of it', async () => {
      const created = await subscribe();
      await stripe.customers.update(created.customer as string, { balance: -2500 });
      const preview = await stripe.invoices.createPreview({ subscription: created.id });
      expect(preview).toMatchObject({
        total: 2000,
        amount_due: 0,
        starting_balance: -2500,
        ending_balance: -500,
      });
    });
  });

  describe('schedules', () => {
    const downgrade = async (created: Stripe.Subscription) => {
      const schedule = await stripe.subscriptionSchedules.create({ from_subscription: created.id });
      const current = schedule.phases[0];
      if (!current) throw new Error('no phase');
      return stripe.subscriptionSchedules.update(schedule.id, {
        end_behavior: 'release',
        phases: [
          { items: [{ price: power.id }], start_date: current.start_date, end_date: current.end_date },
          { items: [{ price: starter.id }], duration: { interval: 'month', interval_count: 1 } },
        ],
      });
    };

    it('bill the renewal at the price of the phase that begins with it, and release at the end', async () => {
      const created = await subscribe('pm_card_visa', { items: [{ price: power.id }] });
      const schedule = await downgrade(created);
      expect(schedule).toMatchObject({
        status: 'active',
        current_phase: { end_date: itemOf(created).current_period_end },
      });
      const attached = await stripe.subscriptions.retrieve(created.id);
      expect(attached).toMatchObject({ schedule: schedule.id });
      expect(itemOf(attached).price.id).toBe(power.id);
      const preview = await stripe.invoices.createPreview({ subscription: created.id });
      expect(preview.amount_due).toBe(2000);
      await harness.advance(length(created) + HOUR + 1);
      const renewed = await stripe.subscriptions.retrieve(created.id);
      expect(itemOf(renewed).price.id).toBe(starter.id);
      expect(itemOf(renewed).id).toBe(itemOf(created).id);
      expect(await newest(created.id)).toMatchObject({
        amount_paid: 2000,
        billing_reason: 'subscription_cycle',
      });
      await harness.advance(length(renewed));
      expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
        status: 'released',
        subscription: null,
        released_subscription: created.id,
      });
      const free = await stripe.subscriptions.retrieve(created.id);
      expect(free).toMatchObject({ schedule: null, status: 'active' });
      expect(itemOf(free).price.id).toBe(starter.id);
    });

    it('own how their subscription ends, until they are released', async () => {
      const created = await subscribe('pm_card_visa', { items: [{ price: power.id }] });
      const schedule = await downgrade(created);
      await expect(stripe.subscriptions.update(created.id, { cancel_at_period_end: true })).rejects.toThrow(
        `The subscription is managed by the subscription schedule \`${schedule.id}\``,
      );
      await expect(stripe.subscriptionSchedules.create({ from_subscription: created.id })).rejects.toThrow(
        'already attached to a schedule',
      );
      const released = await stripe.subscriptionSchedules.release(schedule.id);
      expect(released).toMatchObject({ status: 'released', released_subscription: created.id });
      const leaving = await stripe.subscriptions.update(created.id, { cancel_at_period_end: true });
      expect(leaving).toMatchObject({ schedule: null, cancel_at_period_end: true });
      await expect(stripe.subscriptionSchedules.release(schedule.id)).rejects.toMatchObject({
        statusCode: 400,
      });
      expect(await types(schedule.id)).toEqual(
        expect.arrayContaining(['subscription_schedule.created', 'subscription_schedule.released']),
      );
    });

    it('take over a direct change of the items into the current phase', async () => {
      const created = await subscribe('pm_card_visa', { items: [{ price: power.id }] });
      const schedule = await downgrade(created);
      await stripe.subscriptions.update(created.id, {
        items: [{ id: itemOf(created).id, price: power.id, quantity: 2 }],
      });
      const after = await stripe.subscriptionSchedules.retrieve(schedule.id);
      expect(after.phases[0]?.items[0]).toMatchObject({ price: power.id, quantity: 2 });
      expect(after.phases).toHaveLength(2);
    });

    it('cancel at their end when told to, or at once', async () => {
      const created = await subscribe();
      const schedule = await stripe.subscriptionSchedules.create({ from_subscription: created.id });
      await stripe.subscriptionSchedules.update(schedule.id, { end_behavior: 'cancel' });
      expect(await stripe.subscriptions.retrieve(created.id)).toMatchObject({
        cancel_at: itemOf(created).current_period_end,
      });
      await harness.advance(length(created) + 1);
      expect((await stripe.subscriptions.retrieve(created.id)).status).toBe('canceled');
      expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe('completed');
      const other = await subscribe();
      const second = await stripe.subscriptionSchedules.create({ from_subscription: other.id });
      expect(await stripe.subscriptionSchedules.cancel(second.id)).toMatchObject({ status: 'canceled' });
      expect((await stripe.subscriptions.retrieve(other.id)).status).toBe('canceled');
    });

    it('turn several phases in one jump, from months to a year at the boundary', async () => {
      const yearly = await stripe.prices.create({
        product: power.product as string,
        currency: 'usd',
        unit_amount: 40_000,
        recurring: { interval: 'year' },
      });
      const created = await subscribe();
      const schedule = await stripe.subscriptionSchedules.create({ from_subscription: created.id });
      const [current] = schedule.phases;
      await stripe.subscriptionSchedules.update(schedule.id, {
        phases: [
          { items: [{ price: starter.id }], start_date: current?.start_date, end_date: current?.end_date },
          { items: [{ price: power.id, quantity: 2 }], duration: { interval: 'month', interval_count: 2 } },
          { items: [{ price: yearly.id }], duration: { interval: 'year' } },
        ],
      });
      await harness.advance(125 * DAY);
      const after = await stripe.subscriptions.retrieve(created.id);
      expect(itemOf(after)).toMatchObject({ price: { id: yearly.id }, quantity: 1 });
      expect(length(after)).toBeGreaterThan(364 * DAY);
      const paid = (await stripe.invoices.list({ subscription: created.id })).data.reverse();
      expect(paid.map((it) => it.amount_paid)).toEqual([2000, 8000, 8000, 40_000]);
      expect(after.billing_cycle_anchor).toBe(itemOf(after).current_period_start);
      expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).current_phase?.start_date).toBe(
        itemOf(after).current_period_start,
      );
    });

    it('begin a subscription of their own when its time comes', async () => {
      const customer = await customerWith(stripe);
      const now = Math.floor(harness.sandbox.clock.now().getTime() / 1000);
      const schedule = await stripe.subscriptionSchedules.create({
        customer: customer.id,
        start_date: now + 5 * DAY,
        end_behavior: 'release',
        phases: [{ items: [{ price: starter.id }], duration: { interval: 'month', interval_count: 2 } }],
      });
      expect(schedule).toMatchObject({ status: 'not_started', subscription: null });
      const preview = await stripe.invoices.createPreview({ schedule: schedule.id });
      expect(preview).toMatchObject({ amount_due: 2000, created: now + 5 * DAY });
      await harness.advance(5 * DAY + 1);
      const begun = await stripe.subscriptionSchedules.retrieve(schedule.id, { expand: ['subscription'] });
      expect(begun).toMatchObject({
        status: 'active',
        subscription: { status: 'active', schedule: schedule.id },
      });
    });
  });

  describe('pending updates', () => {
    const upgrade = (created: Stripe.Subscription) =>
      stripe.subscriptions.update(created.id, {
        items: [{ id: itemOf(created).id, price: power.id }],
        proration_behavior: 'always_invoice',
        payment_behavior: 'pending_if_incomplete',
        proration_date: itemOf(created).current_period_start,
      });
    const failing = async () => {
      const created = await subscribe();
      const method = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
        customer: created.customer as string,
      });
      await stripe.customers.update(created.customer as string, {
        invoice_settings: { default_payment_method: method.id },
      });
      return created;
    };

    it('happen at once when the card pays', async () => {
      const created = await subscribe();
      const changed = await upgrade(created);
      expect(changed.pending_update).toBeNull();
      expect(itemOf(changed).price.id).toBe(power.id);
      expect(await newest(created.id)).toMatchObject({ amount_paid: 2000, id: changed.latest_invoice });
    });

    it('wait for the money otherwise, and happen when it comes', async () => {
      const created = await failing();
      const waiting = await upgrade(created);
      expect(waiting).toMatchObject({ status: 'active' });
      expect(itemOf(waiting).price.id).toBe(starter.id);
      expect(waiting.pending_update).toMatchObject({
        subscription_items: [{ id: itemOf(created).id, price: { id: power.id } }],
      });
      const invoice = await newest(created.id);
      expect(invoice).toMatchObject({ status: 'open', id: waiting.latest_invoice, amount_due: 2000 });
      expect(invoice.hosted_invoice_url).toContain('/i/');
      const renewal = await stripe.invoices.createPreview({ subscription: created.id });
      expect(renewal.amount_due).toBe(2000);
      await stripe.invoices.pay(invoice.id, { payment_method: 'pm_card_visa' });
      const done = await stripe.subscriptions.retrieve(created.id);
      expect(done.pending_update).toBeNull();
      expect(itemOf(done).price.id).toBe(power.id);
      expect(await types(created.id)).toContain('customer.subscription.pending_update_applied');
    });

    it('lapse after 23 hours, and when their invoice is voided', async () => {
      const created = await failing();
      await upgrade(created);
      const invoice = await newest(created.id);
      await harness.advance(23 * HOUR + 1);
      const after = await stripe.subscriptions.retrieve(created.id);
      expect(after).toMatchObject({ pending_update: null, status: 'active' });
      expect(itemOf(after).price.id).toBe(starter.id);
      expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('void');
      expect(await types(created.id)).toContain('customer.subscription.pending_update_expired');
      const other = await failing();
      await upgrade(other);
      await stripe.invoices.voidInvoice((await newest(other.id)).id);
      expect((await stripe.subscriptions.retrieve(other.id)).pending_update).toBeNull();
    });

    it('come with nothing but what Stripe supports', async () => {
      const created = await subscribe();
      await expect(
        stripe.subscriptions.update(created.id, {
          items: [{ id: itemOf(created).id, price: power.id }],
          payment_behavior: 'pending_if_incomplete',
          metadata: { a: 'b' },
        }),
      ).rejects.toThrow('you can only pass supported params. `metadata` is not supported');
    });
  });
});
