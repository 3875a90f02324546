import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { retryPause } from './events/delivery.js';
import { Receiver, startStripe, type Harness } from './testing/harness.js';

const SECRET = 'whsec_testing';

describe('webhooks', () => {
  let harness: Harness;
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = new Receiver();
    harness = await startStripe({ webhook: { url: await receiver.listen(), secret: SECRET } });
  });
  afterEach(async () => {
    await harness.close();
    await receiver.close();
  });

  const deliveries = async () => {
    const answer = await fetch(`${harness.url}/_sandbox/webhooks`);
    return ((await answer.json()) as { data: { type: string; state: string; attempts: unknown[] }[] }).data;
  };
  const types = () => receiver.received.map((it) => it.type);

  it('are signed so that the SDK accepts them, and name the call that caused them', async () => {
    const customer = await harness.stripe.customers.create({ name: 'Ädä' }, { idempotencyKey: 'why' });
    await receiver.count(1);
    const [sent] = receiver.received;
    const event = harness.stripe.webhooks.constructEvent(sent?.body ?? '', sent?.signature ?? '', SECRET);
    expect(event).toMatchObject({
      type: 'customer.created',
      api_version: '2026-10-28.endive',
      data: { object: { id: customer.id, name: 'Ädä' } },
      request: { id: customer.lastResponse.requestId, idempotency_key: 'why' },
    });
    expect(() =>
      harness.stripe.webhooks.constructEvent(sent?.body ?? '', sent?.signature ?? '', 'whsec_x'),
    ).toThrow(Stripe.errors.StripeSignatureVerificationError);
    expect((await harness.stripe.events.retrieve(event.id)).data.object).toMatchObject({ id: customer.id });
  });

  it('go to registered endpoints with their own secret, and only for the types they want', async () => {
    await harness.control('stripe/webhook-endpoint', { url: null });
    const own = new Receiver();
    const endpoint = await harness.stripe.webhookEndpoints.create({
      url: await own.listen(),
      enabled_events: ['product.created'],
    });
    await harness.stripe.customers.create();
    await harness.stripe.products.create({ name: 'Wanted' });
    await own.count(1);
    expect(own.received.map((it) => it.type)).toEqual(['product.created']);
    const [sent] = own.received;
    const secret = endpoint.secret ?? '';
    expect(harness.stripe.webhooks.constructEvent(sent?.body ?? '', sent?.signature ?? '', secret).type).toBe(
      'product.created',
    );
    expect(receiver.received).toHaveLength(0);
    await own.close();
  });

  it('are tried again later, signed anew, when the receiver fails', async () => {
    receiver.answer = 500;
    await harness.stripe.customers.create();
    await receiver.count(1);
    receiver.answer = 200;
    await harness.advance(3);
    await receiver.count(2);
    const [first, second] = receiver.received;
    expect(second?.id).toBe(first?.id);
    expect(second?.signature).not.toBe(first?.signature);
    expect([1, 2, 3, 12, 40].map(retryPause)).toEqual([2, 4, 8, 4096, 43_200]);
  });

  it('are given up after three days', async () => {
    receiver.answer = 500;
    await harness.stripe.customers.create();
    await receiver.count(1);
    await harness.advance(3 * 86_400 + 1);
    await receiver.count(2);
    // The receiver answers before the sender has read the answer; the next look comes after it has.
    let state: string | undefined = 'sending';
    for (let look = 0; look < 1000 && state === 'sending'; look++) state = (await deliveries())[0]?.state;
    expect(state).toBe('failed');
  });

  it('can be held, released in reverse, doubled and dropped', async () => {
    await harness.control('webhooks', { mode: 'reorder' });
    await harness.stripe.products.create({ name: 'First' });
    await harness.stripe.customers.create();
    expect((await deliveries()).map((it) => it.state)).toEqual(['held', 'held']);
    await harness.control('webhooks/release', {});
    await receiver.count(2);
    expect(types()).toEqual(['customer.created', 'product.created']);

    await harness.control('webhooks', { mode: 'duplicate' });
    await harness.stripe.products.create({ name: 'Second' });
    await receiver.count(4);
    expect(receiver.received[2]?.id).toBe(receiver.received[3]?.id);

    await harness.control('webhooks', { mode: 'drop', types: ['customer.created'] });
    await harness.stripe.customers.create();
    await harness.stripe.products.create({ name: 'Third' });
    await receiver.count(5);
    expect(types().slice(4)).toEqual(['product.created']);
    expect((await deliveries()).filter((it) => it.state === 'dropped')).toHaveLength(1);
  });

  it('are forgotten by a reset, which keeps the address', async () => {
    await harness.control('webhooks', { mode: 'hold' });
    await harness.stripe.customers.create();
    await harness.control('reset', {});
    expect(await deliveries()).toHaveLength(0);
    expect((await harness.stripe.customers.list()).data).toHaveLength(0);
    await harness.stripe.products.create({ name: 'After' });
    await receiver.count(1);
    expect(types()).toEqual(['product.created']);
  });

  it('refuses a receiver outside this machine', async () => {
    const answer = await harness.control('stripe/webhook-endpoint', {
      url: 'https://example.com/x',
      secret: 's',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.stringContaining('only calls this machine') });
  });
});
