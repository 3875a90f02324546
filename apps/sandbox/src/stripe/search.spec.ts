import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { searchFilter } from './http/search-query.js';
import { customerWith, monthly, startStripe, type Harness } from './testing/harness.js';
import { expectValidAnswers } from './testing/valid-answers.js';

describe('the search language', () => {
  const fields = new Map([
    ['status', 'token'],
    ['name', 'words'],
    ['created', 'number'],
    ['metadata', 'token'],
  ] as const);
  const object = {
    status: 'active',
    name: "Ada O'Brien",
    created: 100,
    metadata: { plan: 'pro', 'a b': '"x"' },
  };

  it.each([
    [`status:"active"`, true],
    [`status:'ACTIVE'`, true],
    [`-status:"active"`, false],
    [`metadata["plan"]:"pro" AND created>=100`, true],
    [`metadata['plan']:'pro' created<100`, false],
    [`metadata["plan"]:"free" OR name~"brien"`, true],
    [`metadata["a b"]:"\\"x\\""`, true],
    [`metadata["gone"]:null`, true],
    [`-metadata["plan"]:null`, true],
    [`name:"Ada O'Brien"`, true],
    [`created:100`, true],
  ])('%s', (query, fits) => {
    expect(searchFilter(query, fields)(object)).toBe(fits);
  });

  it.each([
    ['active', 'unable to parse'],
    ['status:"active" AND', 'unable to parse'],
    ['status:"open"name:"x"', 'unable to parse'],
    ['email:"a"', 'unsupported search field'],
    ['metadata:"pro"', 'unsupported search field'],
    ['status["a"]:"pro"', 'unsupported search field'],
    ['status~"act"', 'Operator ~ is not supported'],
    ['created:"soon"', 'Operator : is not supported'],
    ['name~"ab"', 'at least 3 characters'],
    ['status:"a" AND name:"b" OR created:1', 'cannot combine AND and OR'],
    [Array.from({ length: 11 }, () => 'created>1').join(' AND '), 'at most 10 clauses'],
  ])('refuses %s', (query, sentence) => {
    expect(() => searchFilter(query, fields)).toThrow(sentence);
  });
});

describe('search and lists', () => {
  let harness: Harness;
  let stripe: Stripe;

  beforeAll(async () => {
    harness = await startStripe();
    stripe = harness.stripe;
  });
  afterAll(() => harness.close());

  it('finds by metadata, page after page', async () => {
    for (const number of [1, 2, 3, 4, 5]) {
      await stripe.customers.create({ name: `Found ${number}`, metadata: { group: number < 5 ? 'a' : 'b' } });
    }
    const query = `metadata["group"]:"a"`;
    const first = await stripe.customers.search({ query, limit: 3 });
    expect(first.data.map((it) => it.name)).toEqual(['Found 4', 'Found 3', 'Found 2']);
    expect(first.has_more).toBe(true);
    const second = await stripe.customers.search({ query, limit: 3, page: first.next_page ?? '' });
    expect(second.data.map((it) => it.name)).toEqual(['Found 1']);
    expect(second).toMatchObject({ has_more: false, next_page: null });
    const all: string[] = [];
    for await (const customer of stripe.customers.search({ query, limit: 1 })) all.push(customer.name ?? '');
    expect(all).toHaveLength(4);
    await expect(stripe.customers.search({ query, page: 'nonsense' })).rejects.toMatchObject({
      param: 'page',
    });
    await expect(stripe.customers.search({ query: 'plan:"pro"' })).rejects.toThrow(
      'unsupported search field',
    );
  });

  it('finds subscriptions and invoices, expanded', async () => {
    const price = await monthly(stripe, 'Searched', 1500);
    const customer = await customerWith(stripe);
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      metadata: { user: 'u7' },
    });
    const found = await stripe.subscriptions.search({
      query: `status:"active" AND metadata["user"]:"u7"`,
      expand: ['data.latest_invoice.customer'],
    });
    expect(found.data).toHaveLength(1);
    const [subscription] = found.data;
    expect(subscription?.latest_invoice).toMatchObject({ customer: { id: customer.id } });
    const invoices = await stripe.invoices.search({ query: `subscription:"${id}" AND total>1000` });
    expect(invoices.data.map((it) => it.total)).toEqual([1500]);
    expect((await stripe.prices.search({ query: `lookup_key:"test_searched"` })).data).toHaveLength(1);
    expect(
      (await stripe.charges.search({ query: `customer:"${customer.id}" amount:1500` })).data,
    ).toHaveLength(1);
  });

  it('expand four levels of a list, and no more', async () => {
    const expand = [
      'data.items.data.price.product',
      'data.latest_invoice.payments.data.payment.payment_intent',
    ];
    const [subscription] = (await stripe.subscriptions.list({ limit: 1, expand })).data;
    expect(subscription?.items.data[0]?.price.product).toMatchObject({ name: 'Searched' });
    const invoice = subscription?.latest_invoice as Stripe.Invoice;
    expect(invoice.payments?.data[0]?.payment.payment_intent).toMatchObject({ status: 'succeeded' });
    await expect(
      stripe.subscriptions.list({
        expand: ['data.latest_invoice.customer.subscriptions.data.latest_invoice.customer'],
      }),
    ).rejects.toThrow('more than 4 levels');
  });

  it('walks lists in both directions', async () => {
    const ids = (await stripe.customers.list({ limit: 100 })).data.map((it) => it.id);
    const after = await stripe.customers.list({ limit: 2, starting_after: ids[1] });
    expect(after.data.map((it) => it.id)).toEqual(ids.slice(2, 4));
    expect(after.has_more).toBe(true);
    const before = await stripe.customers.list({ limit: 2, ending_before: ids[3] });
    expect(before.data.map((it) => it.id)).toEqual(ids.slice(1, 3));
    const both = stripe.customers.list({ starting_after: ids[0], ending_before: ids[3] });
    await expect(both).rejects.toMatchObject({ code: 'parameters_exclusive' });
    for (const limit of [0, 101]) {
      await expect(stripe.customers.list({ limit })).rejects.toMatchObject({
        statusCode: 400,
        param: 'limit',
      });
    }
    await expect(stripe.customers.list({ starting_after: 'cus_none' })).rejects.toMatchObject({
      code: 'resource_missing',
    });
  });

  it('are described as Stripe describes them', () => expectValidAnswers(harness), 60_000);
});
