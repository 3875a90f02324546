import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { startStripe, type Harness } from './testing/harness.js';

/** The recipes of the README, one by one, with the official SDK on the other side. */
describe('failures on demand', () => {
  let harness: Harness;
  let stripe: Stripe;

  beforeEach(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
  });
  afterEach(() => harness.close());

  const client = (options: Stripe.StripeConfig) =>
    new Stripe('sk_test_x', {
      host: '127.0.0.1',
      port: Number(new URL(harness.url).port),
      protocol: 'http',
      ...options,
    });
  const fault = (body: object) => harness.control('faults', { route: '/v1/customers', ...body });
  const failure = (body: object) =>
    harness.control('stripe/execution-failure', { route: '/v1/customers', ...body });
  const count = async () => (await stripe.customers.list({ limit: 100 })).data.length;

  it('a 500 before anything ran is tried again and leaves nothing under the key', async () => {
    await fault({ method: 'POST', fault: { status: 500 } });
    await expect(stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' })).rejects.toMatchObject({
      statusCode: 500,
      type: 'StripeAPIError',
      requestId: expect.stringMatching(/^req_/),
    });
    await expect(stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' })).resolves.toMatchObject({
      name: 'A',
    });
    await fault({ method: 'POST', fault: { status: 503 } });
    await expect(client({ maxNetworkRetries: 1 }).customers.create({ name: 'B' })).resolves.toBeDefined();
    expect(await count()).toBe(2);
  });

  it('a 500 out of the middle is saved under the key, whether or not it acted', async () => {
    for (const acts of [false, true]) {
      await failure({ method: 'POST', acts });
      const create = () => stripe.customers.create({ name: 'Broken' }, { idempotencyKey: `acts ${acts}` });
      await expect(create()).rejects.toMatchObject({
        statusCode: 500,
        headers: { 'stripe-should-retry': 'false' },
      });
      await expect(create()).rejects.toMatchObject({
        statusCode: 500,
        headers: { 'idempotent-replayed': 'true' },
      });
      expect(await count()).toBe(acts ? 1 : 0);
    }
    expect((await failure({ acts: 'maybe' })).status).toBe(400);
  });

  it('a 429 is not tried again by the SDK, a lock timeout is', async () => {
    await fault({ method: 'POST', fault: { status: 429 } });
    const retrying = client({ maxNetworkRetries: 2 });
    await expect(retrying.customers.create({ name: 'C' })).rejects.toThrow(
      Stripe.errors.StripeRateLimitError,
    );
    await fault({
      method: 'POST',
      fault: {
        status: 429,
        headers: { 'stripe-should-retry': 'true' },
        body: { error: { type: 'invalid_request_error', code: 'lock_timeout', message: 'Locked.' } },
      },
    });
    await expect(retrying.customers.create({ name: 'D' })).resolves.toMatchObject({ name: 'D' });
    expect(await count()).toBe(1);
  });

  it('a connection that breaks before or after the call acts once when the key is the same', async () => {
    for (const how of ['dropBefore', 'dropAfter']) {
      await fault({ method: 'POST', times: 2, fault: { [how]: true } });
      const create = () => stripe.customers.create({ name: how }, { idempotencyKey: how });
      await expect(create()).rejects.toThrow(Stripe.errors.StripeConnectionError);
      await expect(create()).resolves.toMatchObject({ name: how });
    }
    expect(await count()).toBe(2);
  });

  it('a call that hangs ends at the timeout of the client, and does not hold up the end of the sandbox', async () => {
    await fault({ method: 'POST', times: null, fault: { delayMs: 90_000 } });
    const hasty = client({ timeout: 50, maxNetworkRetries: 0 });
    await expect(hasty.customers.create({ name: 'Late' })).rejects.toThrow(
      Stripe.errors.StripeConnectionError,
    );
    const hanging = stripe.customers.create({ name: 'Hanging' }).catch((error: unknown) => error);
    const began = performance.now();
    await harness.close();
    expect(await hanging).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
