import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { cardForm, customerWith, monthly, startStripe, type Harness } from './testing/harness.js';
import { SPEC_PATH, SpecCheck } from './testing/spec-check.js';

interface Logged {
  method: string;
  path: string;
  status: number;
  responseBody: unknown;
}

describe('the Stripe stand-in, through the official SDK', () => {
  let harness: Harness;
  let stripe: Stripe;

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
  });
  afterAll(() => harness.close());

  it('refuses calls without a test key', async () => {
    const missing = await fetch(`${harness.url}/v1/customers`);
    expect(missing.status).toBe(401);
    const { port } = new URL(harness.url);
    const wrong = new Stripe('pk_test_wrong', { host: '127.0.0.1', port: Number(port), protocol: 'http' });
    await expect(wrong.customers.list()).rejects.toThrow(Stripe.errors.StripeAuthenticationError);
    const basic = await fetch(`${harness.url}/v1/customers`, {
      headers: { authorization: `Basic ${Buffer.from('sk_test_x:').toString('base64')}` },
    });
    expect(basic.status).toBe(200);
    expect(basic.headers.get('request-id')).toMatch(/^req_/);
    expect(basic.headers.get('stripe-version')).toBe('2026-10-28.endive');
  });

  it('creates, reads, changes, finds and deletes customers', async () => {
    const created = await stripe.customers.create({
      email: 'grace@example.com',
      metadata: { user: 'u1', old: 'x' },
    });
    const changed = await stripe.customers.update(created.id, {
      name: 'Grace',
      metadata: { old: '', plan: 'pro' },
    });
    expect(changed.metadata).toEqual({ user: 'u1', plan: 'pro' });
    const found = await stripe.customers.list({ email: 'grace@example.com' });
    expect(found.data.map((it) => it.id)).toEqual([created.id]);
    expect(await stripe.customers.del(created.id)).toMatchObject({ deleted: true });
    expect(await stripe.customers.retrieve(created.id)).toMatchObject({ deleted: true });
    await expect(stripe.customers.update(created.id, { name: 'x' })).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('names the mistake in a call', async () => {
    const price = monthly(stripe, 'Mistakes', 100);
    await expect(price).resolves.toMatchObject({ unit_amount: 100 });
    await expect(stripe.customers.create({ nonsense: '1' } as never)).rejects.toMatchObject({
      code: 'parameter_unknown',
      param: 'nonsense',
      statusCode: 400,
    });
    await expect(stripe.products.create({} as never)).rejects.toMatchObject({
      code: 'parameter_missing',
      param: 'name',
    });
    await expect(
      stripe.checkout.sessions.create({
        mode: 'subscription',
        success_url: 'http://127.0.0.1/ok',
        line_items: [{ price: 'price_none', quantity: 1 }],
      }),
    ).rejects.toMatchObject({ code: 'resource_missing', param: 'line_items[0][price]', statusCode: 400 });
    await expect(
      stripe.checkout.sessions.create({
        mode: 'subscription',
        success_url: 'http://127.0.0.1/ok',
        line_items: [{ price: (await price).id, quantity: 'two' as unknown as number }],
      }),
    ).rejects.toMatchObject({ code: 'parameter_invalid_integer', param: 'line_items[0][quantity]' });
    await expect(stripe.subscriptions.retrieve('sub_none')).rejects.toMatchObject({
      code: 'resource_missing',
      statusCode: 404,
    });
    await expect(stripe.prices.update((await price).id, { unit_amount: 5 } as never)).rejects.toMatchObject({
      code: 'parameter_unknown',
    });
    const json = await fetch(`${harness.url}/v1/customers`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_x', 'content-type': 'application/json' },
      body: '{"email":"a@b.c"}',
    });
    expect(json.status).toBe(400);
  });

  it('moves a lookup key from one price to another', async () => {
    const first = await monthly(stripe, 'Lookup', 2000);
    const product = first.product as string;
    const again = { product, currency: 'usd', unit_amount: 2500, recurring: { interval: 'month' as const } };
    await expect(stripe.prices.create({ ...again, lookup_key: 'test_lookup' })).rejects.toMatchObject({
      param: 'lookup_key',
    });
    const second = await stripe.prices.create({
      ...again,
      lookup_key: 'test_lookup',
      transfer_lookup_key: true,
    });
    const found = await stripe.prices.list({ lookup_keys: ['test_lookup'], expand: ['data.product'] });
    expect(found.data.map((it) => it.id)).toEqual([second.id]);
    expect(found.data[0]?.product).toMatchObject({ object: 'product', name: 'Lookup' });
    expect((await stripe.prices.retrieve(first.id)).lookup_key).toBeNull();
    expect(String(second.unit_amount_decimal)).toBe('2500');
    const eleven = Array.from({ length: 11 }, (_, index) => `k${index}`);
    await expect(stripe.prices.list({ lookup_keys: eleven })).rejects.toMatchObject({ param: 'lookup_keys' });
  });

  it('pages through lists in both directions', async () => {
    const email = 'pages@example.com';
    const made: string[] = [];
    for (let index = 0; index < 5; index++) made.unshift((await stripe.customers.create({ email })).id);
    const first = await stripe.customers.list({ email, limit: 2 });
    expect(first).toMatchObject({ has_more: true, url: '/v1/customers' });
    expect(first.data.map((it) => it.id)).toEqual(made.slice(0, 2));
    const before = await stripe.customers.list({ email, limit: 2, ending_before: made[3] });
    expect(before.data.map((it) => it.id)).toEqual(made.slice(1, 3));
    expect(before.has_more).toBe(true);
    const all: string[] = [];
    for await (const customer of stripe.customers.list({ email, limit: 2 })) all.push(customer.id);
    expect(all).toEqual(made);
    await expect(stripe.customers.list({ limit: 101 })).rejects.toMatchObject({ param: 'limit' });
  });

  it('expands what is named and refuses what cannot be', async () => {
    const price = await monthly(stripe, 'Expand', 3000);
    const customer = await customerWith(stripe);
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      expand: ['latest_invoice.payments.data.payment.payment_intent', 'latest_invoice.confirmation_secret'],
    });
    const invoice = subscription.latest_invoice as Stripe.Invoice;
    expect(invoice.status).toBe('paid');
    expect(invoice.parent?.subscription_details?.subscription).toBe(subscription.id);
    expect(invoice.lines.data[0]).toMatchObject({
      amount: 3000,
      pricing: { price_details: { price: price.id } },
      parent: { subscription_item_details: { subscription_item: subscription.items.data[0]?.id } },
    });
    expect(invoice.confirmation_secret?.client_secret).toMatch(/^pi_\w+_secret_/);
    const intent = invoice.payments?.data[0]?.payment.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({ status: 'succeeded', amount: 3000 });
    expect(await stripe.invoices.retrieve(invoice.id)).not.toHaveProperty('payments');
    await expect(stripe.customers.retrieve(customer.id, { expand: ['email'] })).rejects.toThrow(
      'This property cannot be expanded (email).',
    );
    await expect(stripe.customers.retrieve(customer.id, { expand: ['nothing'] })).rejects.toThrow(
      'cannot be expanded',
    );
  });

  it('serves portal configurations and sessions', async () => {
    const customer = await stripe.customers.create({ email: 'portal@example.com' });
    const configuration = await stripe.billingPortal.configurations.create({
      features: {
        subscription_cancel: { enabled: true, mode: 'at_period_end' },
        invoice_history: { enabled: true },
      },
      business_profile: { headline: 'Automna' },
    });
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      configuration: configuration.id,
      return_url: 'http://127.0.0.1:9/back',
    });
    const page = await (await fetch(session.url)).text();
    expect(page).toContain('There is no active subscription.');
    expect(page).toContain('href="http://127.0.0.1:9/back"');
    expect((await stripe.billingPortal.configurations.list()).data).toHaveLength(1);
  });

  it('keeps webhook endpoints, and refuses addresses outside this machine', async () => {
    const endpoint = await stripe.webhookEndpoints.create({
      url: 'http://127.0.0.1:9/hook',
      enabled_events: ['product.created'],
      api_version: '2026-10-28.endive',
    });
    expect(endpoint.secret).toMatch(/^whsec_/);
    expect(await stripe.webhookEndpoints.retrieve(endpoint.id)).not.toHaveProperty('secret');
    expect(await stripe.webhookEndpoints.update(endpoint.id, { disabled: true })).toMatchObject({
      status: 'disabled',
    });
    expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
    expect(await stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ deleted: true });
    await expect(
      stripe.webhookEndpoints.create({ url: 'https://example.com/hook', enabled_events: ['*'] }),
    ).rejects.toMatchObject({ code: 'url_invalid' });
  });

  it('goes through a whole life: checkout, change, renewal, cancellation', async () => {
    const [starter, pro] = [await monthly(stripe, 'Starter', 2000), await monthly(stripe, 'Pro', 3000)];
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: starter.id, quantity: 1 }],
      success_url: 'http://127.0.0.1:9/ok?session={CHECKOUT_SESSION_ID}',
      customer_email: 'ada@example.com',
      client_reference_id: 'user_1',
    });
    await harness.submit(session.url ?? '', cardForm('4242424242424242'));
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['line_items', 'subscription', 'customer'],
    });
    const subscription = paid.subscription as Stripe.Subscription;
    const item = subscription.items.data[0]?.id;
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: pro.id }],
      metadata: { a: '1' },
    });
    await stripe.subscriptionItems.list({ subscription: subscription.id });
    await stripe.subscriptionItems.retrieve(item ?? '');
    await harness.advance(32 * 86_400);
    const invoices = await stripe.invoices.list({ subscription: subscription.id });
    expect(invoices.data.map((it) => it.billing_reason)).toEqual([
      'subscription_cycle',
      'subscription_create',
    ]);
    await stripe.invoices.listLineItems(invoices.data[0]?.id ?? '');
    await stripe.invoicePayments.list({ invoice: invoices.data[0]?.id });
    await stripe.subscriptions.cancel(subscription.id);
    await stripe.subscriptions.list({ status: 'all', expand: ['data.latest_invoice'] });
    await stripe.paymentMethods.list({ customer: subscription.customer as string });
    await stripe.customers.listPaymentMethods(subscription.customer as string);
    await stripe.paymentIntents.list();
    await stripe.charges.list();
    await stripe.checkout.sessions.listLineItems(session.id);
    await stripe.checkout.sessions.list();
    await stripe.products.list();
    expect((await stripe.events.list({ type: 'customer.subscription.deleted' })).data).toHaveLength(1);
  });

  // Last on purpose: it looks at every answer given above.
  it('gives only answers that fit the API description', async () => {
    const spec = SpecCheck.load();
    if (!spec) {
      process.stderr.write(`skipped: no API description at ${SPEC_PATH}\n`);
      return;
    }
    const log = (await (await fetch(`${harness.url}/_sandbox/requests`)).json()) as { data: Logged[] };
    const calls = log.data.filter((it) => it.path.startsWith('/v1/'));
    expect(calls.length).toBeGreaterThan(70);
    const wrong = calls.flatMap((call) =>
      spec
        .answer(call.method, call.path, call.status, call.responseBody)
        .map((it) => `${call.method} ${call.path}: ${it}`),
    );
    expect(wrong).toEqual([]);

    const broken: string[] = [];
    for await (const event of stripe.events.list({ limit: 100 })) {
      const raw = await fetch(`${harness.url}/v1/events/${event.id}`, {
        headers: { authorization: 'Bearer sk_test_x' },
      });
      const body = (await raw.json()) as { type: string; data: { object: { object?: string } } };
      const problems = [...spec.answer('GET', '/v1/events/x', 200, body), ...spec.object(body.data.object)];
      broken.push(...problems.map((it) => `${body.type}: ${it}`));
    }
    expect(broken).toEqual([]);
    // Compiling the description's schemas takes a while on a busy machine.
  }, 60_000);
});
