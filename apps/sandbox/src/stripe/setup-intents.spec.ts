import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { startStripe, type Harness } from './testing/harness.js';

describe('setup intents', () => {
  let harness: Harness;
  let stripe: Stripe;
  let customer: string;

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
    customer = (await stripe.customers.create({ email: 'card@example.com' })).id;
  });
  afterAll(() => harness.close());

  it('keep a card for later', async () => {
    const intent = await stripe.setupIntents.create({ customer, usage: 'off_session' });
    expect(intent).toMatchObject({ status: 'requires_payment_method', payment_method: null });
    const done = await stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(done.status).toBe('succeeded');
    const method = await stripe.paymentMethods.retrieve(done.payment_method as string);
    expect(method.customer).toBe(customer);
    await expect(stripe.setupIntents.cancel(intent.id)).rejects.toMatchObject({
      code: 'setup_intent_unexpected_state',
    });
    const types = (await stripe.events.list({ type: 'setup_intent.*' })).data.map((it) => it.type);
    expect(types).toEqual(['setup_intent.succeeded', 'setup_intent.created']);
  });

  it('wait for 3D Secure, and take no for an answer', async () => {
    const make = () =>
      stripe.setupIntents.create({
        customer,
        payment_method: 'pm_card_authenticationRequired',
        confirm: true,
      });
    const [yes, no] = [await make(), await make()];
    expect(yes).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
    await harness.control('stripe/authenticate', { setupIntent: yes.id });
    await harness.control('stripe/authenticate', { setupIntent: no.id, outcome: 'fail' });
    expect((await stripe.setupIntents.retrieve(yes.id)).status).toBe('succeeded');
    expect(await stripe.setupIntents.retrieve(no.id)).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: 'setup_intent_authentication_failure' },
    });
    expect((await harness.control('stripe/authenticate', { setupIntent: yes.id })).status).toBe(400);
  });

  it('refuse a card its bank refuses', async () => {
    const call = stripe.setupIntents.create({
      customer,
      payment_method: 'pm_card_visa_chargeDeclinedStolenCard',
      confirm: true,
    });
    await expect(call).rejects.toMatchObject({ type: 'StripeCardError', decline_code: 'stolen_card' });
    const gone = await stripe.setupIntents.create({ customer });
    expect(await stripe.setupIntents.cancel(gone.id, { cancellation_reason: 'abandoned' })).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
    });
    expect((await stripe.setupIntents.list({ customer })).data.length).toBeGreaterThan(3);
  });
});
