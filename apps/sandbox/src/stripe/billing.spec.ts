import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { addIntervals, periodEnd } from './billing/periods.js';
import { cardForm, customerWith, monthly, startStripe, type Harness } from './testing/harness.js';

const DAY = 86_400;
/** Renewals stay a draft for an hour. */
const DRAFT = 3600;
const at = (iso: string) => Date.parse(iso) / 1000;

describe('billing periods', () => {
  it('clamp to the end of short months without drifting', () => {
    const anchor = at('2026-01-31T10:00:00Z');
    expect(addIntervals(anchor, 'month', 1)).toBe(at('2026-02-28T10:00:00Z'));
    expect(addIntervals(anchor, 'month', 2)).toBe(at('2026-03-31T10:00:00Z'));
    const monthlyPrice = { interval: 'month' as const, intervalCount: 1 };
    expect(periodEnd(anchor, monthlyPrice, at('2026-02-28T10:00:00Z'))).toBe(at('2026-03-31T10:00:00Z'));
    expect(addIntervals(at('2024-02-29T00:00:00Z'), 'year', 1)).toBe(at('2025-02-28T00:00:00Z'));
  });
});

describe('subscriptions over time', () => {
  let harness: Harness;
  let stripe: Stripe;
  let starter: Stripe.Price;
  let power: Stripe.Price;

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
    starter = await monthly(stripe, 'Starter', 2000);
    power = await monthly(stripe, 'Power', 4000);
  });
  afterAll(() => harness.close());

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
  const newestInvoice = async (subscription: string) => {
    const invoice = (await stripe.invoices.list({ subscription, limit: 1 })).data[0];
    if (!invoice) throw new Error('no invoice');
    return invoice;
  };

  it('renew with a new period, a new invoice and a charge', async () => {
    const created = await subscribe();
    expect(created.status).toBe('active');
    await harness.advance(length(created) + 1);
    const renewed = await stripe.subscriptions.retrieve(created.id);
    expect(itemOf(renewed).current_period_start).toBe(itemOf(created).current_period_end);
    expect(await newestInvoice(created.id)).toMatchObject({
      status: 'draft',
      automatically_finalizes_at: itemOf(created).current_period_end + DRAFT,
    });
    await harness.advance(DRAFT);
    expect(await newestInvoice(created.id)).toMatchObject({
      id: renewed.latest_invoice,
      billing_reason: 'subscription_cycle',
      status: 'paid',
      amount_paid: 2000,
      created: itemOf(created).current_period_end,
    });
  });

  it('go past due when a later charge fails, are retried, and end unpaid; paying reopens them', async () => {
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: starter.id, quantity: 1 }],
      success_url: 'http://127.0.0.1:9/ok',
    });
    await harness.submit(session.url ?? '', cardForm('4000000000000341'));
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] });
    const created = paid.subscription as Stripe.Subscription;
    expect(created.status).toBe('active');
    await harness.advance(length(created) + DRAFT + 1);
    expect((await stripe.subscriptions.retrieve(created.id)).status).toBe('past_due');
    const invoice = await newestInvoice(created.id);
    expect(invoice).toMatchObject({ status: 'open', attempt_count: 1, amount_remaining: 2000 });
    expect(invoice.next_payment_attempt).toBe(itemOf(created).current_period_end + DRAFT + 3 * DAY);
    const failed = await stripe.events.list({ type: 'invoice.payment_failed' });
    expect(failed.data.map((it) => (it.data.object as Stripe.Invoice).id)).toContain(invoice.id);
    await harness.advance(14 * DAY);
    expect((await stripe.subscriptions.retrieve(created.id)).status).toBe('unpaid');
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      attempt_count: 4,
      next_payment_attempt: null,
    });
    await expect(stripe.invoices.pay(invoice.id)).rejects.toMatchObject({
      statusCode: 402,
      code: 'card_declined',
    });
    await stripe.invoices.pay(invoice.id, { payment_method: 'pm_card_visa' });
    expect((await stripe.subscriptions.retrieve(created.id)).status).toBe('active');
  });

  it('credit and charge the rest of the period on the next invoice', async () => {
    const created = await subscribe();
    const half = itemOf(created).current_period_start + length(created) / 2;
    await harness.advance(length(created) / 2);
    const changed = await stripe.subscriptions.update(created.id, {
      items: [{ id: itemOf(created).id, price: power.id }],
      proration_date: half,
    });
    expect(itemOf(changed)).toMatchObject({ id: itemOf(created).id, price: { id: power.id } });
    expect((await stripe.invoices.list({ subscription: created.id })).data).toHaveLength(1);
    await harness.advance(length(created) / 2 + DRAFT + 1);
    const invoice = await newestInvoice(created.id);
    expect(invoice.lines.data.map((it) => it.amount)).toEqual([-1000, 2000, 4000]);
    expect(invoice).toMatchObject({ total: 5000, status: 'paid' });
    expect(invoice.lines.data[0]?.parent?.subscription_item_details).toMatchObject({
      proration: true,
      proration_details: { credited_items: { invoice: created.latest_invoice } },
    });
  });

  it('turn a cheaper plan, invoiced at once, into account credit', async () => {
    const created = await subscribe('pm_card_visa', { items: [{ price: power.id }] });
    await stripe.subscriptions.update(created.id, {
      items: [{ id: itemOf(created).id, price: starter.id }],
      proration_behavior: 'always_invoice',
      proration_date: itemOf(created).current_period_start,
    });
    const invoice = await newestInvoice(created.id);
    expect(invoice).toMatchObject({
      billing_reason: 'subscription_update',
      total: -2000,
      amount_due: 0,
      status: 'paid',
    });
    expect(await stripe.customers.retrieve(created.customer as string)).toMatchObject({ balance: -2000 });
    await harness.advance(length(created) + DRAFT + 1);
    expect(await newestInvoice(created.id)).toMatchObject({
      total: 2000,
      starting_balance: -2000,
      ending_balance: 0,
      amount_due: 0,
      status: 'paid',
    });
  });

  it('refuse a dearer plan when asked not to go on without payment', async () => {
    const created = await subscribe();
    const method = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: created.customer as string,
    });
    await stripe.customers.update(created.customer as string, {
      invoice_settings: { default_payment_method: method.id },
    });
    await expect(
      stripe.subscriptions.update(created.id, {
        items: [{ id: itemOf(created).id, price: power.id }],
        payment_behavior: 'error_if_incomplete',
        proration_behavior: 'always_invoice',
        metadata: { changed: 'yes' },
      }),
    ).rejects.toMatchObject({ statusCode: 402 });
    const same = await stripe.subscriptions.retrieve(created.id);
    expect(itemOf(same).price.id).toBe(starter.id);
    expect(same.metadata).toEqual({});
  });

  it('add a second item when the id is left out, and reset the quantity with the price', async () => {
    const created = await subscribe('pm_card_visa', { items: [{ price: starter.id, quantity: 3 }] });
    const changed = await stripe.subscriptions.update(created.id, {
      items: [{ id: itemOf(created).id, price: power.id }],
      proration_behavior: 'none',
    });
    expect(itemOf(changed).quantity).toBe(1);
    const two = await stripe.subscriptions.update(created.id, { items: [{ price: starter.id }] });
    expect(two.items.data).toHaveLength(2);
    await expect(stripe.subscriptions.update(created.id, { items: [{ price: starter.id }] })).rejects.toThrow(
      'is already using that Price',
    );
  });

  it('end at the period when asked to, and can be kept until then', async () => {
    const created = await subscribe();
    const leaving = await stripe.subscriptions.update(created.id, { cancel_at_period_end: true });
    expect(leaving).toMatchObject({ cancel_at: itemOf(created).current_period_end, status: 'active' });
    const kept = await stripe.subscriptions.update(created.id, { cancel_at_period_end: false });
    expect(kept).toMatchObject({
      cancel_at: null,
      canceled_at: null,
      cancellation_details: { reason: null },
    });
    await stripe.subscriptions.update(created.id, { cancel_at_period_end: true });
    await harness.advance(length(created) + 1);
    const ended = await stripe.subscriptions.retrieve(created.id);
    expect(ended).toMatchObject({ status: 'canceled', ended_at: itemOf(created).current_period_end });
    expect((await stripe.invoices.list({ subscription: created.id })).data).toHaveLength(1);
    await expect(stripe.subscriptions.update(created.id, { items: [{ price: power.id }] })).rejects.toThrow(
      'A canceled subscription can only update',
    );
    await expect(stripe.subscriptions.cancel(created.id)).rejects.toMatchObject({ statusCode: 404 });
  });

  it('charge at the end of a trial, after announcing it', async () => {
    const created = await subscribe('pm_card_visa', { trial_period_days: 7 });
    expect(created).toMatchObject({ status: 'trialing', latest_invoice: expect.any(String) });
    await harness.advance(5 * DAY);
    const announced = await stripe.events.list({ type: 'customer.subscription.trial_will_end' });
    expect(announced.data.map((it) => (it.data.object as Stripe.Subscription).id)).toContain(created.id);
    await harness.advance(2 * DAY + DRAFT + 1);
    expect((await stripe.subscriptions.retrieve(created.id)).status).toBe('active');
    expect(await newestInvoice(created.id)).toMatchObject({ amount_paid: 2000 });
  });

  it('stay incomplete when the first charge fails, and expire after 23 hours', async () => {
    const created = await subscribe('pm_card_chargeCustomerFail');
    expect(created.status).toBe('incomplete');
    await harness.advance(23 * 3600 + 1);
    expect((await stripe.subscriptions.retrieve(created.id)).status).toBe('incomplete_expired');
    expect(await newestInvoice(created.id)).toMatchObject({ status: 'void' });
    await expect(
      subscribe('pm_card_chargeCustomerFail', { payment_behavior: 'error_if_incomplete' }),
    ).rejects.toMatchObject({ statusCode: 402, decline_code: 'generic_decline' });
    const nobody = await stripe.customers.create();
    await expect(
      stripe.subscriptions.create({ customer: nobody.id, items: [{ price: starter.id }] }),
    ).rejects.toThrow('no attached payment source');
  });

  it('can be canceled, kept and paid from the portal', async () => {
    const created = await subscribe('pm_card_visa');
    const portal = await stripe.billingPortal.sessions.create({
      customer: created.customer as string,
      return_url: 'http://127.0.0.1:9/back',
    });
    const path = new URL(portal.url).pathname;
    const home = await (await fetch(portal.url)).text();
    expect(home).toContain('Starter');
    expect(home).toContain('$20.00 per month');
    expect(home).toContain('Visa ending in 4242');
    const cancel = `${path}/subscriptions/${created.id}/cancel`;
    expect(await (await fetch(harness.url + cancel)).text()).toContain('If you confirm');
    await harness.submit(cancel, {});
    expect(await stripe.subscriptions.retrieve(created.id)).toMatchObject({ cancel_at_period_end: true });
    expect(await (await fetch(portal.url)).text()).toContain('Don’t cancel subscription');
    await harness.submit(`${path}/subscriptions/${created.id}/resume`, {});
    expect(await stripe.subscriptions.retrieve(created.id)).toMatchObject({ cancel_at_period_end: false });
    const refused = await harness.submit(`${path}/payment-method`, cardForm('4000000000000002'));
    expect(refused.status).toBe(402);
    await harness.submit(`${path}/payment-method`, cardForm('5555555555554444'));
    expect(await (await fetch(portal.url)).text()).toContain('Mastercard ending in 4444');
    const other = await subscribe();
    await harness.submit(`${path}/subscriptions/${other.id}/cancel`, {});
    expect(await stripe.subscriptions.retrieve(other.id)).toMatchObject({ cancel_at_period_end: false });
  });
});
