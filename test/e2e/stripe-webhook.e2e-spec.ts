import Stripe from 'stripe';
import { Customer } from './support/customer.js';
import { api, webhookSecret } from './support/world.js';

const stripe = new Stripe('sk_test_unused');
const event = (id: string) =>
  JSON.stringify({
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    type: 'customer.updated',
    livemode: false,
    pending_webhooks: 1,
    request: null,
    data: { object: { id: 'cus_e2e', object: 'customer' } },
  });

const sign = (payload: string, options: { secret?: string; timestamp?: number } = {}) =>
  stripe.webhooks.generateTestHeaderString({
    payload,
    secret: options.secret ?? webhookSecret,
    timestamp: options.timestamp,
  });

const deliver = (payload: string, signature?: string) => {
  const request = api().post('/api/webhooks/stripe').set('content-type', 'application/json');
  return (signature === undefined ? request : request.set('stripe-signature', signature)).send(payload);
};

/** What the console counts of stored events: grows only when one was stored. */
async function storedEvents(): Promise<number> {
  const admin = await Customer.staff('admin');
  const { body } = await admin.call('get', '/api/admin/overview').expect(200);
  return body.stripeEvents.stored;
}

describe('the Stripe webhook', () => {
  it('takes a signed event once, however often it comes', async () => {
    const payload = event(`evt_${Date.now()}`);
    const before = await storedEvents();
    for (let time = 0; time < 3; time += 1) await deliver(payload, sign(payload)).expect(200);
    expect(await storedEvents()).toBe(before + 1);
  });

  const now = Math.floor(Date.now() / 1000);
  it.each([
    ['without a signature', (_payload: string) => undefined],
    ['with nonsense for a signature', () => 't=1,v1=abc'],
    ['signed with another secret', (payload: string) => sign(payload, { secret: 'whsec_other' })],
    ['signed an hour ago', (payload: string) => sign(payload, { timestamp: now - 3600 })],
    ['signed an hour from now', (payload: string) => sign(payload, { timestamp: now + 3600 })],
    [
      'with a changed body',
      (payload: string) => sign(payload.replace('customer.updated', 'customer.deleted')),
    ],
  ])('refuses an event %s and stores nothing', async (_how, signature) => {
    const payload = event(`evt_bad_${Math.random()}`);
    const before = await storedEvents();
    const { body } = await deliver(payload, signature(payload)).expect(400);
    expect(body.errorCode).toBe('webhook_signature_invalid');
    expect(await storedEvents()).toBe(before);
  });

  it('takes an event of 400 KB and refuses one of 2 MB', async () => {
    const big = event('evt_big').replace('"cus_e2e"', `"cus_e2e","description":"${'x'.repeat(400_000)}"`);
    await deliver(big, sign(big)).expect(200);
    const huge = event('evt_huge').replace('"cus_e2e"', `"cus_e2e","description":"${'x'.repeat(2_000_000)}"`);
    await deliver(huge, sign(huge)).expect(413);
  });
});
