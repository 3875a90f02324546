import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { startSandbox } from '../kernel/index.js';
import { createStripeVendor } from './index.js';
import { customerWith, monthly, Receiver } from './testing/harness.js';

/** A vendor on a free port, with the SDK pointed at it; `state` is what an earlier one saved. */
async function boot(webhook: { url: string; secret: string }, state?: unknown) {
  const vendor = createStripeVendor({ webhook });
  const sandbox = await startSandbox([vendor], { ports: { stripe: 0 } });
  if (state !== undefined) vendor.load(state);
  const url = sandbox.urls['stripe'] ?? '';
  const stripe = new Stripe('sk_test_x', {
    host: '127.0.0.1',
    port: Number(new URL(url).port),
    protocol: 'http',
  });
  return { vendor, sandbox, url, stripe };
}

describe('a restart', () => {
  it('loses no object, no idempotency key and no webhook', async () => {
    const receiver = new Receiver();
    const webhook = { url: await receiver.listen(), secret: 'whsec_x' };
    receiver.answer = 500;
    const first = await boot(webhook);
    const price = await monthly(first.stripe, 'Kept', 2000);
    const customer = await customerWith(first.stripe);
    const params = { customer: customer.id, items: [{ price: price.id }] };
    const subscription = await first.stripe.subscriptions.create(params, { idempotencyKey: 'once' });
    const events = (await first.stripe.events.list({ limit: 100 })).data.map((it) => it.id);
    const saved = structuredClone(first.vendor.save());
    await first.sandbox.close();

    receiver.answer = 200;
    const already = receiver.received.length;
    const second = await boot(webhook, saved);
    expect((await second.stripe.subscriptions.create(params, { idempotencyKey: 'once' })).id).toBe(
      subscription.id,
    );
    expect((await second.stripe.subscriptions.list({ customer: customer.id })).data).toHaveLength(1);
    expect((await second.stripe.events.list({ limit: 100 })).data.map((it) => it.id)).toEqual(events);
    await fetch(`${second.url}/_sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advanceSeconds: 60 }),
    });
    // Each look takes a trip through the server, which lets the sender go on.
    const open = () =>
      second.vendor.webhooks.list().filter((it) => (it as { state: string }).state !== 'delivered');
    for (let look = 0; look < 1000 && open().length > 0; look++) await fetch(`${second.url}/_sandbox/health`);
    expect(open()).toEqual([]);
    const resent = receiver.received.slice(already).map((it) => it.id);
    expect(new Set(resent)).toEqual(new Set(events));
    await second.sandbox.close();
    await receiver.close();
  });
});
