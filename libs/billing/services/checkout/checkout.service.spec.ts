import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, openBench } from '../../testing/bench.js';
import { connectionError, stripeError } from '../../testing/fake-errors.js';

describe('Checkout', () => {
  let bench: Bench;
  let prices: Record<'starter' | 'pro' | 'power', string>;

  beforeEach(async () => {
    bench = await openBench();
    prices = bench.addCatalogue();
    await bench.addUser('usr_1');
  });
  afterEach(() => bench.close());

  const session = (id: string) => bench.fake.sessions.get(id);

  it('opens a session for the plan, with our ids and addresses', async () => {
    const { sessionId, url, expiresAt } = await bench.checkout.start('usr_1', 'pro');
    expect(url).toBe(`https://checkout.stripe.test/${sessionId}`);
    expect(expiresAt.getTime()).toBe(1_772_500_000_000);
    const [customer] = [...bench.fake.customers.values()];
    expect(customer).toMatchObject({ email: 'usr_1@example.com', metadata: { user_id: 'usr_1' } });
    expect(session(sessionId)).toMatchObject({
      mode: 'subscription',
      customer: customer?.['id'],
      client_reference_id: 'usr_1',
      line_items: [{ price: prices.pro, quantity: 1 }],
      success_url: 'http://127.0.0.1:3000/checkout/success?session_id={CHECKOUT_SESSION_ID}',
      cancel_url: 'http://127.0.0.1:3000/pricing',
    });
    expect(bench.kinds()).toEqual(['billing.checkout_started']);
  });

  it('gives the same session when asked again for the same plan', async () => {
    const first = await bench.checkout.start('usr_1', 'pro');
    expect(await bench.checkout.start('usr_1', 'pro')).toEqual(first);
    expect(bench.fake.sessions.size).toBe(1);
    expect(bench.fake.customers.size).toBe(1);
  });

  it('gives two parallel requests one session and one customer', async () => {
    const [one, two] = await Promise.all([
      bench.checkout.start('usr_1', 'pro'),
      bench.checkout.start('usr_1', 'pro'),
    ]);
    expect(one).toEqual(two);
    expect(bench.fake.sessions.size).toBe(1);
    expect(bench.fake.customers.size).toBe(1);
  });

  it('ends the open session before it opens one for another plan', async () => {
    const first = await bench.checkout.start('usr_1', 'pro');
    const second = await bench.checkout.start('usr_1', 'power');
    expect(session(first.sessionId)?.['status']).toBe('expired');
    expect(session(second.sessionId)?.['status']).toBe('open');
    expect((await bench.checkout.status('usr_1', first.sessionId)).status).toBe('expired');
  });

  it('refuses, and applies what it learns, when the old session was paid meanwhile', async () => {
    const { sessionId } = await bench.checkout.start('usr_1', 'pro');
    bench.fake.pay(sessionId);
    await expect(bench.checkout.start('usr_1', 'power')).rejects.toMatchObject({
      errorCode: 'already_subscribed',
      options: { extensions: { link: '/settings/billing' } },
    });
    expect(await bench.subscriptions.ofUser('usr_1')).toMatchObject({ live: true, planName: 'pro' });
  });

  it('refuses when the session is paid between reading it and ending it', async () => {
    const { sessionId } = await bench.checkout.start('usr_1', 'pro');
    bench.fake.onRetrieve = (id) => {
      bench.fake.onRetrieve = undefined;
      if (id === sessionId) bench.fake.pay(sessionId);
    };
    await expect(bench.checkout.start('usr_1', 'power')).rejects.toMatchObject({
      errorCode: 'already_subscribed',
    });
    expect(bench.fake.sessions.size).toBe(1);
  });

  it('refuses a subscribed customer without a word to Stripe', async () => {
    const { sessionId } = await bench.checkout.start('usr_1', 'pro');
    bench.fake.pay(sessionId);
    await bench.checkout.status('usr_1', sessionId);
    const before = bench.fake.calls.length;
    await expect(bench.checkout.start('usr_1', 'pro')).rejects.toMatchObject({
      errorCode: 'already_subscribed',
    });
    expect(bench.fake.calls.length).toBe(before);
  });

  it('asks Stripe for a subscription nobody told us about', async () => {
    const customer = await bench.customers.ensure('usr_1');
    bench.fake.addSubscription({ customer, price: prices.starter });
    await expect(bench.checkout.start('usr_1', 'pro')).rejects.toMatchObject({
      errorCode: 'already_subscribed',
    });
    expect((await bench.subscriptions.ofUser('usr_1')).planName).toBe('starter');
  });

  it('lets a customer subscribe again after the old subscription ended', async () => {
    const { sessionId } = await bench.checkout.start('usr_1', 'pro');
    const id = bench.fake.pay(sessionId);
    await bench.checkout.status('usr_1', sessionId);
    Object.assign(bench.fake.subscriptions.get(id) ?? {}, { status: 'canceled', canceled_at: 1_772_100_000 });
    await bench.sync.apply(id, { text: 'test', at: bench.clock.now() });
    expect((await bench.checkout.status('usr_1', sessionId)).status).toBe('expired');
    const again = await bench.checkout.start('usr_1', 'pro');
    expect(again.sessionId).not.toBe(sessionId);
    expect(bench.fake.customers.size).toBe(1);
  });

  it.each([
    ['before Stripe acted', false],
    ['after Stripe acted', true],
  ])('finds the same session after dying %s', async (_when, after) => {
    bench.fake.fail('checkout.sessions.create', new Error('killed'), { after });
    await expect(bench.checkout.start('usr_1', 'pro')).rejects.toThrow('killed');
    const { sessionId } = await bench.checkout.start('usr_1', 'pro');
    expect([...bench.fake.sessions.keys()]).toEqual([sessionId]);
  });

  it('ends the session of a died attempt when another plan is chosen', async () => {
    bench.fake.fail('checkout.sessions.create', new Error('killed'), { after: true });
    await expect(bench.checkout.start('usr_1', 'pro')).rejects.toThrow('killed');
    await bench.checkout.start('usr_1', 'power');
    expect([...bench.fake.sessions.values()].map(({ status }) => status)).toEqual(['expired', 'open']);
  });

  it.each(['checkout.sessions.create', 'customers.create'])(
    'is not stuck with a 5xx that Stripe keeps under the key of %s',
    async (method) => {
      bench.fake.fail(method, stripeError(500), { after: true });
      await expect(bench.checkout.start('usr_1', 'pro')).rejects.toMatchObject({
        errorCode: 'billing_unavailable',
      });
      expect((await bench.checkout.start('usr_1', 'pro')).url).toBeTruthy();
      expect(bench.fake.customers.size).toBe(1);
    },
  );

  it('does not insist on a price that Stripe refused', async () => {
    await bench.prices.priceOf('pro');
    bench.fake.prices.delete(prices.pro);
    const fresh = bench.fake.addPrice('automna_byok_pro_monthly', 3000);
    await expect(bench.checkout.start('usr_1', 'pro')).rejects.toMatchObject({
      errorCode: 'billing_unavailable',
    });
    const { sessionId } = await bench.checkout.start('usr_1', 'pro');
    expect(session(sessionId)?.['price']).toBe(fresh);
  });

  it('does not trust an intent that is older than idempotency keys live', async () => {
    bench.fake.fail('checkout.sessions.create', connectionError());
    await expect(bench.checkout.start('usr_1', 'pro')).rejects.toMatchObject({
      errorCode: 'billing_unavailable',
    });
    bench.clock.advance({ hours: 24 });
    await bench.checkout.start('usr_1', 'pro');
    const keys = bench.fake.calls
      .filter(({ method }) => method === 'checkout.sessions.create')
      .map(({ args }) => (args[1] as { idempotencyKey: string }).idempotencyKey);
    expect(new Set(keys).size).toBe(2);
  });

  it('makes a new customer when the old one was deleted at Stripe', async () => {
    const first = await bench.customers.ensure('usr_1');
    bench.fake.customers.set(first, { id: first, deleted: true });
    const { sessionId } = await bench.checkout.start('usr_1', 'pro');
    expect(session(sessionId)?.['customer']).not.toBe(first);
    expect(await bench.customers.userOf(first)).toBe('usr_1');
  });

  it.each([
    ['no connection', connectionError()],
    ['trouble at Stripe', stripeError(503)],
    ['a wrong key', stripeError(401)],
  ])('answers 503 on %s', async (_what, error) => {
    bench.fake.fail('prices.list', error);
    await expect(bench.checkout.start('usr_1', 'pro')).rejects.toMatchObject({
      errorCode: 'billing_unavailable',
      spec: { status: 503 },
    });
  });

  it('sells nothing at another price than the one shown', async () => {
    Object.assign(bench.fake.prices.get(prices.pro) ?? {}, { unit_amount: 2900 });
    await expect(bench.checkout.start('usr_1', 'pro')).rejects.toMatchObject({
      errorCode: 'billing_unavailable',
    });
    expect(bench.fake.sessions.size).toBe(0);
  });

  describe('status', () => {
    it('goes from open over confirming to active without any webhook', async () => {
      const { sessionId, url } = await bench.checkout.start('usr_1', 'pro');
      expect(await bench.checkout.status('usr_1', sessionId)).toEqual({
        sessionId,
        plan: 'pro',
        status: 'open',
        url,
      });
      const id = bench.fake.pay(sessionId);
      bench.fake.fail('subscriptions.retrieve', connectionError());
      expect(await bench.checkout.status('usr_1', sessionId)).toMatchObject({
        status: 'confirming',
        url: null,
      });
      expect(await bench.checkout.latestOf('usr_1')).toMatchObject({ sessionId, status: 'confirming' });
      expect(await bench.checkout.status('usr_1', sessionId)).toMatchObject({ status: 'active' });
      expect((await bench.subscriptions.ofUser('usr_1')).stripeSubscriptionId).toBe(id);
    });

    it("answers 404 for another customer's session and for one that never was", async () => {
      await bench.addUser('usr_2');
      const { sessionId } = await bench.checkout.start('usr_1', 'pro');
      await expect(bench.checkout.status('usr_2', sessionId)).rejects.toMatchObject({
        errorCode: 'checkout_not_found',
      });
      await expect(bench.checkout.status('usr_1', 'cs_none')).rejects.toMatchObject({
        spec: { status: 404 },
      });
    });

    it('says 503 rather than something wrong when Stripe is out of reach', async () => {
      const { sessionId } = await bench.checkout.start('usr_1', 'pro');
      bench.fake.fail('checkout.sessions.retrieve', connectionError());
      await expect(bench.checkout.status('usr_1', sessionId)).rejects.toMatchObject({
        errorCode: 'billing_unavailable',
      });
    });

    it('calls a session expired that Stripe does not know any more', async () => {
      const { sessionId } = await bench.checkout.start('usr_1', 'pro');
      bench.fake.sessions.clear();
      expect((await bench.checkout.status('usr_1', sessionId)).status).toBe('expired');
    });
  });

  it('keeps one unfinished checkout per user in the database itself', async () => {
    await bench.checkout.start('usr_1', 'pro');
    const insert = bench.database.query(
      `INSERT INTO checkouts (id, user_id, plan, price_id, stripe_customer_id, status, created_at, updated_at)
       VALUES ('chk_x', 'usr_1', 'pro', 'p', 'c', 'creating', 'now', 'now')`,
    );
    await expect(insert).rejects.toThrow(/UNIQUE/);
  });
});
