import Stripe from 'stripe';
import { Customer } from './support/customer.js';
import { productNow } from './support/time.js';
import { api, webhookSecret } from './support/world.js';

/** The product's clock, which other tests may have moved. */
let now = 0;
beforeAll(async () => {
  now = Math.floor((await productNow()).getTime() / 1000);
});

const stripe = new Stripe('sk_test_unused');
const event = (id: string) =>
  JSON.stringify({
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: now,
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
    timestamp: options.timestamp ?? now,
  });

const deliver = (payload: string, signature?: string) => {
  const request = api().post('/api/webhooks/stripe').set('content-type', 'application/json');
  return (signature === undefined ? request : request.set('stripe-signature', signature)).send(payload);
};

/** How often an event was stored, as the console shows it: once, or not at all. */
async function stored(id: string): Promise<boolean> {
  const admin = await Customer.staff('admin');
  const { status, body } = await admin.call('get', `/api/admin/billing/events/${id}`);
  if (status === 404) return false;
  expect(body).toMatchObject({ id, conflicts: 0 });
  return true;
}

describe('the Stripe webhook', () => {
  it('takes a signed event once, however often it comes', async () => {
    const id = `evt_once${Date.now()}`;
    for (let time = 0; time < 3; time += 1) await deliver(event(id), sign(event(id))).expect(200);
    expect(await stored(id)).toBe(true);
  });

  it('keeps the first content of an event and notes that another one came', async () => {
    const id = `evt_twoFaced${Date.now()}`;
    const other = event(id).replace('cus_e2e', 'cus_other');
    for (const payload of [event(id), other]) await deliver(payload, sign(payload)).expect(200);
    const admin = await Customer.staff('admin');
    const { body } = await admin.call('get', `/api/admin/billing/events/${id}`).expect(200);
    expect(body.conflicts).toBe(1);
    expect(JSON.stringify(body.payload)).toContain('cus_e2e');
  });

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
    const id = `evt_bad${Math.random().toString(36).slice(2)}`;
    const payload = event(id);
    const { body } = await deliver(payload, signature(payload)).expect(400);
    expect(body.errorCode).toBe('webhook_signature_invalid');
    expect(await stored(id)).toBe(false);
  });

  it('takes an event of 400 KB and refuses one of 2 MB', async () => {
    const big = event(`evt_big${now}`).replace(
      '"cus_e2e"',
      `"cus_e2e","description":"${'x'.repeat(400_000)}"`,
    );
    await deliver(big, sign(big)).expect(200);
    const id = `evt_huge${now}`;
    const huge = event(id).replace('"cus_e2e"', `"cus_e2e","description":"${'x'.repeat(2_000_000)}"`);
    await deliver(huge, sign(huge)).expect(413);
    expect(await stored(id)).toBe(false);
  });
});
