import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { Receiver, startStripe, type Harness } from './testing/harness.js';

const SECRET = 'whsec_testing';
const DAY = 86_400;

interface Shown {
  type: string;
  state: string;
  attempts: unknown[];
}

describe('events and their webhooks on demand', () => {
  let harness: Harness;
  let stripe: Stripe;
  let receiver: Receiver;
  let own: Receiver;

  beforeEach(async () => {
    receiver = new Receiver();
    own = new Receiver();
    harness = await startStripe({ webhook: { url: await receiver.listen(), secret: SECRET } });
    stripe = harness.stripe;
  });
  afterEach(async () => {
    await harness.close();
    await Promise.all([receiver.close(), own.close()]);
  });

  const types = () => receiver.received.map((it) => it.type);
  const deliveries = async () => {
    const answer = await fetch(`${harness.url}/_sandbox/webhooks`);
    return ((await answer.json()) as { data: Shown[] }).data;
  };
  /** Looks again until the sender has noted what the receiver said. */
  const settled = async (state: string) => {
    for (let look = 0; look < 1000; look++) {
      const found = (await deliveries()).filter((it) => it.state === state);
      if (found.length > 0) return found;
    }
    return [];
  };
  const named = (names: string[]) => Promise.all(names.map((name) => stripe.products.create({ name })));

  it('are treated by type, the first rule that fits, so many times', async () => {
    const rules = [
      { mode: 'drop', types: ['product.created'], times: 1 },
      { mode: 'duplicate', types: ['product.*'] },
      { mode: 'hold', types: ['customer.created'] },
    ];
    expect(await (await harness.control('webhooks', { rules })).json()).toMatchObject({
      mode: 'drop',
      rules,
    });
    await stripe.products.create({ name: 'Dropped' });
    await stripe.customers.create();
    await stripe.products.create({ name: 'Twice' });
    await receiver.count(2);
    expect(types()).toEqual(['product.created', 'product.created']);
    expect((await deliveries()).map((it) => it.state).slice(0, 2)).toEqual(['dropped', 'held']);
    expect(await (await harness.control('webhooks/release', { types: ['price.*'] })).json()).toEqual({
      released: 0,
    });
    expect(await (await harness.control('webhooks/release', { types: ['customer.*'] })).json()).toEqual({
      released: 1,
    });
    await receiver.count(3);
  });

  it.each([
    [{ mode: 'delay' }, 'needs delayMs'],
    [{ mode: 'sometimes' }, 'mode must be one of'],
    [{ mode: 'drop', times: 0 }, 'times must be a whole number'],
    [{ mode: 'drop', types: 'all' }, 'types must be a list'],
    [{ rules: {} }, 'rules must be a list'],
    [{ rules: [], mode: 'drop' }, 'does not know "mode"'],
  ])('refuse a setting like %j', async (setting, sentence) => {
    const answer = await harness.control('webhooks', setting);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toContain(sentence);
  });

  it('are released in any order, the same for the same seed', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const orders: string[] = [];
    for (const release of [
      { order: 'as_sent' },
      { order: 'reversed' },
      { order: 'random', seed: 7 },
      { order: 'random', seed: 7 },
      { order: 'random', seed: 8 },
    ]) {
      await harness.control('webhooks', { mode: 'hold' });
      for (const name of names) await named([name]);
      const before = receiver.received.length;
      await harness.control('webhooks/release', release);
      await receiver.count(before + names.length);
      const sent = receiver.received
        .slice(before)
        .map((it) => JSON.parse(it.body) as Stripe.ProductCreatedEvent);
      orders.push(sent.map((it) => it.data.object.name).join(''));
    }
    expect(orders.slice(0, 2)).toEqual(['abcdefg', 'gfedcba']);
    expect(orders[2]).toBe(orders[3]);
    expect(new Set(orders).size).toBe(4);
    expect((await harness.control('webhooks/release', { order: 'sideways' })).status).toBe(400);
  });

  it('can be sent once more, several times, and with a signature nobody should believe', async () => {
    await harness.control('webhooks', { mode: 'drop' });
    await stripe.customers.create();
    const [event] = (await stripe.events.list()).data;
    const send = async (more: object) =>
      (await (await harness.control('webhooks/send', { eventId: event?.id, ...more })).json()) as object;
    expect(await send({ times: 2 })).toEqual({ sent: 2 });
    await receiver.count(2);
    expect(new Set(receiver.received.map((it) => it.id))).toEqual(new Set([event?.id]));
    await send({ signature: 'wrong' });
    await receiver.count(3);
    await send({ signature: 'old' });
    await receiver.count(4);
    const believed = receiver.received.map(({ body, signature }) => {
      try {
        return stripe.webhooks.constructEvent(body, signature, SECRET).id === event?.id;
      } catch {
        return false;
      }
    });
    expect(believed).toEqual([true, true, false, false]);
    expect(await send({ eventId: 'evt_none' })).toEqual({
      error: expect.stringContaining('no event "evt_none"'),
    });
    expect(await send({ signature: 'none' })).toEqual({
      error: expect.stringContaining('signature must be'),
    });
  });

  it('are no longer retried when their endpoint is disabled', async () => {
    await harness.control('stripe/webhook-endpoint', { url: null });
    own.answer = 500;
    const endpoint = await stripe.webhookEndpoints.create({ url: await own.listen(), enabled_events: ['*'] });
    await stripe.customers.create();
    await own.count(1);
    await settled('waiting');
    await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
    await harness.advance(DAY);
    expect(await settled('dropped')).toHaveLength(1);
    expect(own.received).toHaveLength(1);
  });

  it('are listed by type, time and delivery, page by page', async () => {
    await named(['one', 'two', 'three']);
    await stripe.customers.create();
    await receiver.count(4);
    const list = async (params: Stripe.EventListParams) =>
      (await stripe.events.list({ limit: 100, ...params })).data.map((it) => it.type);
    expect(await list({ type: 'product.*' })).toHaveLength(3);
    expect(await list({ types: ['customer.created', 'price.created'] })).toEqual(['customer.created']);
    await expect(list({ type: 'a', types: ['b'] })).rejects.toMatchObject({ code: 'parameters_exclusive' });
    await expect(list({ types: Array.from({ length: 21 }, () => 'x') })).rejects.toMatchObject({
      param: 'types',
    });
    const paged: string[] = [];
    for await (const event of stripe.events.list({ limit: 1 })) paged.push(event.id);
    expect(paged).toEqual(receiver.received.map((it) => it.id).reverse());
    const [newest] = (await stripe.events.list({ limit: 1 })).data;
    expect(await list({ created: { gt: newest?.created } })).toEqual([]);

    receiver.answer = 500;
    await stripe.products.create({ name: 'Unheard' });
    await receiver.count(5);
    await settled('waiting');
    expect(await list({ delivery_success: false })).toEqual(['product.created']);
    expect(await list({ delivery_success: true })).toHaveLength(4);
  });

  it('are gone after thirty days', async () => {
    await stripe.customers.create();
    const [event] = (await stripe.events.list()).data;
    await harness.advance(30 * DAY - 60);
    expect(await stripe.events.retrieve(event?.id ?? '')).toMatchObject({ type: 'customer.created' });
    await harness.advance(120);
    await expect(stripe.events.retrieve(event?.id ?? '')).rejects.toMatchObject({ statusCode: 404 });
    expect((await stripe.events.list()).data).toHaveLength(0);
  });
});
