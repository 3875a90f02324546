import { afterEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { RateLimiter } from './http/rate-limit.js';
import { customerWith, monthly, startStripe, type Harness } from './testing/harness.js';

describe('the rate limiter', () => {
  const limits = { enabled: true, perEndpoint: 3, global: 5, search: 2 };
  const refused = (call: () => void): string | undefined => {
    try {
      call();
      return undefined;
    } catch (error) {
      return (error as { headers?: Record<string, string> }).headers?.['stripe-rate-limited-reason'];
    }
  };

  it('gives each endpoint a second of calls at once, then as many as come back', () => {
    let now = 0;
    const limiter = new RateLimiter(limits, () => now);
    const call = () => refused(() => limiter.take('GET', '/v1/customers/:id'));
    expect([call(), call(), call(), call()]).toEqual([undefined, undefined, undefined, 'endpoint-rate']);
    now += 334;
    expect([call(), call()]).toEqual([undefined, 'endpoint-rate']);
    now += 60_000;
    expect([call(), call(), call(), call()]).toEqual([undefined, undefined, undefined, 'endpoint-rate']);
  });

  it('bounds all endpoints together, and a refused call costs nothing', () => {
    let now = 0;
    const limiter = new RateLimiter(limits, () => now);
    const calls = ['/a', '/a', '/a', '/a', '/b', '/b', '/b'].map((path) =>
      refused(() => limiter.take('GET', path)),
    );
    expect(calls).toEqual([
      undefined,
      undefined,
      undefined,
      'endpoint-rate',
      undefined,
      undefined,
      'global-rate',
    ]);
    now += 200;
    expect(refused(() => limiter.take('POST', '/c'))).toBeUndefined();
  });

  it('has its own bound for searches, and can be switched off', () => {
    const limiter = new RateLimiter(limits, () => 0);
    const search = () => refused(() => limiter.take('GET', '/v1/customers/search'));
    expect([search(), search(), search()]).toEqual([undefined, undefined, 'endpoint-rate']);
    limiter.set({ enabled: false });
    expect(search()).toBeUndefined();
    limiter.reset();
    expect(limiter.settings).toEqual(limits);
  });
});

describe('rate limits on the wire', () => {
  let harness: Harness;
  afterEach(() => harness.close());

  it('come before the idempotency layer: the key is free for the next try', async () => {
    // One call, and the next only after longer than a spec takes: what comes back meanwhile is far below one.
    harness = await startStripe({ rateLimits: { perEndpoint: 1 } });
    const { stripe } = harness;
    const create = () => stripe.customers.create({ name: 'Bounded' }, { idempotencyKey: 'bounded' });
    const [first, ...others] = await Promise.all(
      Array.from({ length: 5 }, () => create().catch((error: unknown) => error)),
    );
    expect(first).toMatchObject({ name: 'Bounded' });
    const limited = others.find((it) => it instanceof Stripe.errors.StripeRateLimitError);
    expect(limited).toMatchObject({
      statusCode: 429,
      code: 'rate_limit',
      headers: { 'stripe-rate-limited-reason': 'endpoint-rate', 'stripe-should-retry': 'false' },
    });
    await harness.control('stripe/rate-limits', { enabled: false });
    expect(await create()).toMatchObject({ id: (first as Stripe.Customer).id });
    const settings = await fetch(`${harness.url}/_sandbox/stripe/rate-limits`);
    expect(await settings.json()).toEqual({ enabled: false, perEndpoint: 1, global: 100, search: 20 });
    expect((await harness.control('stripe/rate-limits', { perEndpoint: 0 })).status).toBe(400);
  });

  it('allow ten new invoices a minute and twenty a day for one subscription', async () => {
    harness = await startStripe({ rateLimits: { perEndpoint: 1000, global: 1000 } });
    const { stripe } = harness;
    const plans = [await monthly(stripe, 'Small', 1000), await monthly(stripe, 'Big', 5000)];
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: plans[0]?.id }],
    });
    let turn = 0;
    const flip = async () => {
      const changed = await stripe.subscriptions.update(subscription.id, {
        items: [{ id: subscription.items.data[0]?.id, price: plans[(turn + 1) % 2]?.id }],
        proration_behavior: 'always_invoice',
      });
      turn += 1;
      return changed;
    };
    for (let change = 0; change < 9; change++) await flip();
    const tooMany = { statusCode: 429, headers: { 'stripe-rate-limited-reason': 'resource-specific' } };
    await expect(flip()).rejects.toMatchObject(tooMany);
    await harness.advance(61);
    for (let change = 0; change < 10; change++) await flip();
    await harness.advance(61);
    await expect(flip()).rejects.toMatchObject(tooMany);
    await harness.advance(86_400);
    await expect(flip()).resolves.toMatchObject({ id: subscription.id });
  });
});
