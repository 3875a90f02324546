import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { startStripe, type Harness } from './testing/harness.js';

const DAY = 86_400;

describe('idempotency keys', () => {
  let harness: Harness;
  let stripe: Stripe;

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
  });
  afterAll(() => harness.close());

  const count = async () => (await stripe.customers.list({ limit: 100 })).data.length;

  it('replay the first answer, whatever happened to the object since', async () => {
    const first = await stripe.customers.create({ name: 'One' }, { idempotencyKey: 'replay' });
    await stripe.customers.update(first.id, { name: 'Changed' });
    const again = await stripe.customers.create({ name: 'One' }, { idempotencyKey: 'replay' });
    expect(again).toMatchObject({ id: first.id, name: 'One' });
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'idempotency-key': 'replay',
    });
  });

  it('refuse other parameters and other endpoints', async () => {
    const before = await count();
    await stripe.customers.create({ name: 'Two' }, { idempotencyKey: 'reuse' });
    await expect(stripe.customers.create({ name: 'Other' }, { idempotencyKey: 'reuse' })).rejects.toThrow(
      Stripe.errors.StripeIdempotencyError,
    );
    await expect(stripe.products.create({ name: 'Two' }, { idempotencyKey: 'reuse' })).rejects.toThrow(
      'can only be used for the same endpoint',
    );
    expect(await count()).toBe(before + 1);
  });

  it('are free again after a call that never executed', async () => {
    await expect(stripe.products.create({} as never, { idempotencyKey: 'invalid' })).rejects.toMatchObject({
      code: 'parameter_missing',
    });
    await expect(
      stripe.products.create({ name: 'Now right' }, { idempotencyKey: 'invalid' }),
    ).resolves.toMatchObject({
      name: 'Now right',
    });
  });

  it('keep an error that came out of executing', async () => {
    const call = () =>
      stripe.subscriptions.create(
        { customer: 'cus_none', items: [{ price: 'p' }] },
        { idempotencyKey: 'failed' },
      );
    const first = await call().catch((error: Stripe.errors.StripeError) => error);
    const again = await call().catch((error: Stripe.errors.StripeError) => error);
    expect(again).toMatchObject({ code: 'resource_missing', headers: { 'idempotent-replayed': 'true' } });
    expect((first as Stripe.errors.StripeError).headers).not.toHaveProperty('idempotent-replayed');
  });

  it('are pruned after 24 hours', async () => {
    const first = await stripe.customers.create({ name: 'Old' }, { idempotencyKey: 'old' });
    await harness.advance(DAY - 60);
    expect((await stripe.customers.create({ name: 'Old' }, { idempotencyKey: 'old' })).id).toBe(first.id);
    await harness.advance(61);
    expect((await stripe.customers.create({ name: 'Old' }, { idempotencyKey: 'old' })).id).not.toBe(first.id);
  });

  it('conflict while the first call still runs', async () => {
    const before = await count();
    await harness.control('stripe/execution-delay', { ms: 300 });
    const calls = await Promise.allSettled([
      stripe.customers.create({ name: 'Twice' }, { idempotencyKey: 'twice' }),
      stripe.customers.create({ name: 'Twice' }, { idempotencyKey: 'twice' }),
    ]);
    await harness.control('stripe/execution-delay', { ms: 0 });
    expect(calls.map((call) => call.status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = calls.find((call) => call.status === 'rejected');
    expect(lost?.reason).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    expect(await count()).toBe(before + 1);
  });

  it('hold when the answer was lost on the way', async () => {
    const before = await count();
    const { port } = new URL(harness.url);
    const retrying = new Stripe('sk_test_x', {
      host: '127.0.0.1',
      port: Number(port),
      protocol: 'http',
      maxNetworkRetries: 1,
    });
    await harness.control('faults', {
      method: 'POST',
      route: '/v1/customers',
      times: 1,
      fault: { dropAfter: true },
    });
    await retrying.customers.create({ name: 'Lost answer' });
    expect(await count()).toBe(before + 1);
  });

  it('say whether trying again can help', async () => {
    const refused = await stripe.customers.retrieve('cus_none').catch((error: unknown) => error);
    expect(refused).toMatchObject({ statusCode: 404, headers: { 'stripe-should-retry': 'false' } });
    const fine = await stripe.customers.create({}, { idempotencyKey: 'fine' });
    expect(fine.lastResponse.headers).not.toHaveProperty('stripe-should-retry');
    const again = await stripe.customers.create({}, { idempotencyKey: 'fine' });
    expect(again.lastResponse.headers['original-request']).toBe(fine.lastResponse.requestId);
    expect(again.lastResponse.requestId).not.toBe(fine.lastResponse.requestId);
  });

  it('are not taken by a call without a valid key, nor by one too long', async () => {
    const { port } = new URL(harness.url);
    const stranger = new Stripe('pk_test_x', { host: '127.0.0.1', port: Number(port), protocol: 'http' });
    const call = (client: Stripe) => client.customers.create({ name: 'S' }, { idempotencyKey: 'stranger' });
    await expect(call(stranger)).rejects.toThrow(Stripe.errors.StripeAuthenticationError);
    await expect(call(stripe)).resolves.toMatchObject({ name: 'S' });
    const long = stripe.customers.create({}, { idempotencyKey: 'x'.repeat(256) });
    await expect(long).rejects.toMatchObject({ statusCode: 400 });
  });

  it.each([
    ['application/json', 'null'],
    ['application/json', '{"name":"Json"}'],
    ['application/json', '[]'],
    ['text/plain', 'name=Text'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['', 'name=Untyped'],
  ])('a body of type "%s" is no form: %s', async (type, body) => {
    const before = await count();
    const answer = await fetch(`${harness.url}/v1/customers`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk_test_x',
        'idempotency-key': `body ${type} ${body}`,
        ...(type === '' ? {} : { 'content-type': type }),
      },
      body: Buffer.from(body),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: {
        type: 'invalid_request_error',
        message: expect.stringContaining('check that your POST content type'),
      },
    });
    expect(await count()).toBe(before);
  });
});
