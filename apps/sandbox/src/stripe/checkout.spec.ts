import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { cardForm, monthly, startStripe, type Harness } from './testing/harness.js';

describe('the hosted payment page', () => {
  let harness: Harness;
  let stripe: Stripe;
  let price: Stripe.Price;

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
    price = await monthly(stripe, 'Pro', 3000);
  });
  afterAll(() => harness.close());

  const open = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
    stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: price.id, quantity: 1 }],
      success_url: 'http://127.0.0.1:9/ok?s={CHECKOUT_SESSION_ID}',
      cancel_url: 'http://127.0.0.1:9/back?a=1&b=2',
      ...more,
    });
  const pay = (session: Stripe.Checkout.Session, card: string, more = {}) =>
    harness.submit(`/c/pay/${session.id}`, cardForm(card, more));

  it('shows what is bought, the way back, and that no money moves', async () => {
    const session = await open({ customer_email: 'known@example.com' });
    const response = await fetch(session.url ?? '');
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<title>Subscribe to Pro</title>');
    expect(page).toContain('Sandbox: no real money');
    expect(page).toContain('$30.00');
    expect(page).toContain('value="known@example.com"');
    expect(page).toContain('href="http://127.0.0.1:9/back?a=1&amp;b=2"');
  });

  it('pays, emits the events and goes to the success address', async () => {
    const session = await open({
      client_reference_id: 'user_1',
      subscription_data: { metadata: { user: 'user_1' } },
    });
    const response = await pay(session, '4242 4242 4242 4242');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`http://127.0.0.1:9/ok?s=${session.id}`);
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] });
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      client_reference_id: 'user_1',
      customer_details: { email: 'ada@example.com', name: 'Ada Lovelace' },
      subscription: { status: 'active', metadata: { user: 'user_1' }, billing_mode: { type: 'flexible' } },
    });
    expect((paid.subscription as Stripe.Subscription).latest_invoice).toBe(paid.invoice);
    const events = (await stripe.events.list({ limit: 100 })).data.map((it) => it.type).reverse();
    expect(events.slice(events.indexOf('customer.created'))).toEqual([
      'customer.created',
      'payment_method.attached',
      'checkout.session.completed',
      'customer.subscription.created',
      'invoice.created',
      'payment_intent.created',
      'invoice.finalized',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice.paid',
      'invoice.payment_succeeded',
      'invoice_payment.paid',
      'customer.subscription.updated',
    ]);
    const updated = (await stripe.events.list({ type: 'customer.subscription.updated', limit: 1 })).data[0];
    expect(updated?.data.previous_attributes).toEqual({ status: 'incomplete' });
  });

  it('makes one subscription however often the button is pressed', async () => {
    const customer = await stripe.customers.create({ email: 'twice@example.com' });
    const session = await open({ customer: customer.id });
    const [first, second] = await Promise.all([
      pay(session, '4242424242424242'),
      pay(session, '4242424242424242'),
    ]);
    expect([first?.status, second?.status]).toEqual([303, 303]);
    expect((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data).toHaveLength(1);
    expect(await (await fetch(`${harness.url}/c/pay/${session.id}`)).text()).toContain('already been made');
  });

  it.each([
    ['4000000000000002', 'Your card was declined.'],
    ['4000000000009995', 'Your card has insufficient funds.'],
    ['4000000000000069', 'Your card has expired.'],
    ['4000000000000127', 'Your card&#39;s security code is incorrect.'],
    ['4000000000000119', 'An error occurred while processing your card.'],
  ])('says why %s is refused, keeps the form and stays open', async (card, sentence) => {
    const session = await open();
    const response = await pay(session, card);
    const page = await response.text();
    expect(response.status).toBe(402);
    expect(page).toContain(sentence);
    expect(page).toContain(`value="${card}"`);
    expect(page).toContain('value="Ada Lovelace"');
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'open',
      subscription: null,
    });
    expect((await pay(session, '4242424242424242')).status).toBe(303);
  });

  it.each([
    [{ cardNumber: '4242424242424241' }, 'Your card number is invalid.'],
    [{ cardNumber: '4111111111111111' }, 'only takes test cards'],
    [{ cardExpiry: '01 / 20' }, 'expiration date is in the past'],
    [{ cardExpiry: '13 / 40' }, 'expiration date is invalid'],
    [{ cardCvc: '1' }, 'security code is incomplete'],
    [{ billingName: '' }, 'Enter the name on the card.'],
    [{ email: 'nobody' }, 'Your email is invalid.'],
    [{ billingName: '<script>alert(1)</script>', cardCvc: '' }, '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ])('points at the wrong field: %j', async (wrong, sentence) => {
    const response = await pay(await open(), '4242424242424242', wrong);
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain(sentence);
    expect(page).toContain('aria-invalid="true"');
    expect(page).not.toContain('<script>');
  });

  it('asks for 3D Secure and takes either answer', async () => {
    const session = await open();
    const asked = await pay(session, '4000002500003155');
    expect(asked.headers.get('location')).toBe(`/c/pay/${session.id}/authenticate`);
    const step = `/c/pay/${session.id}/authenticate`;
    expect(await (await fetch(harness.url + step)).text()).toContain('Complete authentication');
    const failed = await harness.submit(step, { outcome: 'fail' });
    const page = await (await fetch(new URL(failed.headers.get('location') ?? '', harness.url))).text();
    expect(page).toContain('We are unable to authenticate your payment method.');
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'open' });
    await pay(session, '4000002500003155');
    const done = await harness.submit(step, { outcome: 'complete' });
    expect(done.headers.get('location')).toBe(`http://127.0.0.1:9/ok?s=${session.id}`);
  });

  it('expires when asked to, and by itself after a day', async () => {
    const asked = await stripe.checkout.sessions.expire((await open()).id);
    expect(asked).toMatchObject({ status: 'expired', url: null });
    await expect(stripe.checkout.sessions.expire(asked.id)).rejects.toThrow(
      'Only Checkout Sessions with a status',
    );
    const session = await open();
    await harness.advance(86_400 + 1);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'expired' });
    const late = await pay(session, '4242424242424242');
    expect(late.status).toBe(410);
    expect(await late.text()).toContain('This page has expired');
    expect(
      (await stripe.events.list({ type: 'checkout.session.expired' })).data.map((it) => it.data.object),
    ).toEqual(expect.arrayContaining([expect.objectContaining({ id: session.id })]));
  });

  it('takes a customer or an email, not both, and knows no other page', async () => {
    const customer = await stripe.customers.create({ email: 'x@example.com' });
    await expect(open({ customer: customer.id, customer_email: 'y@example.com' })).rejects.toMatchObject({
      code: 'parameters_exclusive',
    });
    expect((await fetch(`${harness.url}/c/pay/cs_test_none`)).status).toBe(404);
  });
});
